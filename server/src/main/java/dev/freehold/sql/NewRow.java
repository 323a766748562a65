package dev.freehold.sql;

import dev.freehold.ddl.CopySql;
import dev.freehold.ddl.RuleSql.RowReference;
import dev.freehold.ddl.StampSql;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.type.PostgresType;
import dev.freehold.type.SqlQuoting;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The row that a write makes, for the conditions that judge it: the values that the statement sets, and
/// those that the table and its triggers will set after the statement has judged the row.
final class NewRow {
  private final ResourcePlan plan;
  private final Map<String, String> given;
  private final RowReference row;

  /// The stored row that the write changes; null for a row that it inserts.
  private final @Nullable RowReference before;

  private NewRow(
      ResourcePlan plan, Map<String, String> given, String userId, @Nullable String stored) {
    this.plan = plan;
    this.given = Map.copyOf(given);
    this.row = row(this::value, userId);
    this.before = stored == null ? null : row(name -> stored + "." + name, userId);
  }

  /// @param given the values of the columns that the statement sets, by their quoted names
  static NewRow inserted(ResourcePlan plan, Map<String, String> given, String userId) {
    return new NewRow(plan, given, userId, null);
  }

  /// @param given as for [#inserted]
  /// @param stored the alias of the row before the change
  static NewRow changed(
      ResourcePlan plan, Map<String, String> given, String userId, String stored) {
    return new NewRow(plan, given, userId, stored);
  }

  /// The value of any column, in parentheses unless it is one word.
  ///
  /// @param name quoted
  String value(String name) {
    String set = given.get(name);
    if (set != null) {
      return "(" + set + ")";
    }
    ColumnPlan column = column(plan, name);
    if (before == null) {
      return column.stamp() != null
          ? StampSql.ofNewRow(column, row)
          : column.copy() != null
              ? CopySql.value(column, row)
              : "(" + tableDefault(plan, name) + ")";
    }
    return column.stamp() == null
        ? before.column(column.name())
        : StampSql.ofChangedRow(column, before, row);
  }

  /// The value of a column that neither the statement nor a trigger sets.
  ///
  /// @param name quoted
  static String tableDefault(ResourcePlan plan, String name) {
    ColumnPlan column = column(plan, name);
    return switch (column.role()) {
      case FIELD ->
          (column.defaultValue() == null
                  ? "null"
                  : SqlQuoting.literal(column.type(), column.defaultValue()))
              + "::"
              + PostgresType.of(column.type());
      case CREATED_AT, UPDATED_AT -> "now()";
      case ID, OWNER, TEAM, VERSION ->
          throw new IllegalArgumentException("no condition may name " + name);
    };
  }

  private static ColumnPlan column(ResourcePlan plan, String name) {
    return plan.table().columns().stream()
        .filter(c -> SqlQuoting.identifier(c.name()).equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// @param columns the value of a column, by its quoted name
  private static RowReference row(UnaryOperator<String> columns, String userId) {
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
