package dev.freehold.sql;

import dev.freehold.ddl.RuleSql.RowReference;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.type.SqlQuoting;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A column that a trigger sets after the statement has judged the new row. A condition on the new row
/// that reads it computes the value that the trigger will set.
final class StampedColumn {
  private StampedColumn() {}

  /// @param name quoted
  static Optional<ColumnPlan> of(ResourcePlan plan, String name) {
    return plan.table().columns().stream()
        .filter(c -> c.stamp() != null && SqlQuoting.identifier(c.name()).equals(name))
        .findFirst();
  }

  /// @param columns the value of a column, by its quoted name
  static RowReference row(UnaryOperator<String> columns, String userId) {
    return new RowReference() {
      @Override
      public String column(String name) {
        return columns.apply(SqlQuoting.identifier(name));
      }

      @Override
      public String currentUser() {
        return userId;
      }
    };
  }
}
