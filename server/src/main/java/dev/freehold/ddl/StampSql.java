package dev.freehold.ddl;

import dev.freehold.ddl.RuleSql.RowReference;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.spec.Spec.Stamp;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.SqlQuoting;
import java.util.Objects;

/// The value of a column with a stamp, as the trigger of [StampTriggerDdl] sets it. Statements that judge
/// the row which a write makes take it from here.
public final class StampSql {
  private StampSql() {}

  /// The value in a new row. In parentheses.
  public static String ofNewRow(ColumnPlan column, RowReference row) {
    return "(case when " + condition(column, row) + " then " + value(column, row) + " end)";
  }

  /// The value in a changed row. In parentheses.
  ///
  /// @param before the stored row
  /// @param after the row that the change makes
  public static String ofChangedRow(ColumnPlan column, RowReference before, RowReference after) {
    return "(case when %s then case when %s then %s else %s end end)"
        .formatted(
            condition(column, after),
            condition(column, before),
            before.column(column.name()),
            value(column, after));
  }

  static String condition(ColumnPlan column, RowReference row) {
    return RuleSql.of(stamp(column).condition(), row);
  }

  static String value(ColumnPlan column, RowReference row) {
    return switch (stamp(column).value()) {
      case NOW ->
          column.type().scalar() == ScalarType.DATE ? "(now() at time zone 'UTC')::date" : "now()";
      case ME -> row.currentUser();
    };
  }

  private static Stamp stamp(ColumnPlan column) {
    return Objects.requireNonNull(column.stamp(), () -> SqlQuoting.identifier(column.name()));
  }
}
