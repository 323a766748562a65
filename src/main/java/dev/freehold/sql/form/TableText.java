package dev.freehold.sql.form;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.spec.Spec;
import dev.freehold.type.sql.SqlText;
import java.util.List;
import java.util.stream.Collectors;

/// A resource's table and its columns, quoted.
public final class TableText {
  private TableText() {}

  public static String of(ResourcePlan plan) {
    return SqlText.qualified(Table.SCHEMA, plan.table().name());
  }

  public static String owner(ResourcePlan plan) {
    return name(plan, Column.Role.OWNER);
  }

  public static String id(ResourcePlan plan) {
    return name(plan, Column.Role.ID);
  }

  public static String version(ResourcePlan plan) {
    return name(plan, Column.Role.VERSION);
  }

  /// What the row's ETag says: a number that no two states of a row share. It is the version, and where a deletion elsewhere
  /// may empty a reference without counting the version up, also how many of those are empty: between two versions they
  /// only grow more.
  ///
  /// @param row what stands before each column: `r.`, or nothing
  public static String tag(ResourcePlan plan, String row) {
    List<String> emptied =
        plan.table().foreignKeys().stream()
            .filter(key -> key.onDelete() == Spec.OnDelete.SET_NULL)
            .map(key -> row + SqlText.identifier(key.field()))
            .toList();
    String version = row + version(plan);
    return emptied.isEmpty()
        ? version
        : "(%s * %d + num_nulls(%s))"
            .formatted(version, emptied.size() + 1, String.join(", ", emptied));
  }

  /// `"id" = $2::bigint`, of the row `alias`.
  public static String hasId(ResourcePlan plan, String alias, int n) {
    Column id = plan.table().column(Column.Role.ID);
    return alias + "." + id(plan) + " = " + ColumnForm.parameter(id, n);
  }

  /// Columns in a select list, each under its own name, and behind them what the ETag says.
  public static String withVersion(ResourcePlan plan, List<Column> columns) {
    return columns.stream().map(c -> ColumnForm.read(c) + ", ").collect(Collectors.joining())
        + tag(plan, "");
  }

  private static String name(ResourcePlan plan, Column.Role role) {
    return SqlText.identifier(plan.table().column(role).name());
  }
}
