package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Spec;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.stream.Collectors;

/// A resource's table and its columns, quoted.
final class TableSql {
  private TableSql() {}

  public static String of(ResourcePlan plan) {
    return SqlQuoting.qualified(TablePlan.SCHEMA, plan.table().name());
  }

  public static String owner(ResourcePlan plan) {
    return name(plan, ColumnPlan.Role.OWNER);
  }

  public static String id(ResourcePlan plan) {
    return name(plan, ColumnPlan.Role.ID);
  }

  public static String version(ResourcePlan plan) {
    return name(plan, ColumnPlan.Role.VERSION);
  }

  /// The version in the row's ETag: a number that no two states of a row share. A deletion of a
  /// referenced row may set a reference to null without a new version. The number therefore
  /// includes how many such references are null, which only grows between two versions.
  ///
  /// @param row the prefix of each column: `r.`, or nothing
  public static String etagVersion(ResourcePlan plan, String row) {
    List<String> setNullReferences =
        plan.table().foreignKeys().stream()
            .filter(key -> key.onDelete() == Spec.OnDelete.SET_NULL)
            .map(key -> row + SqlQuoting.identifier(key.field()))
            .toList();
    String version = row + version(plan);
    return setNullReferences.isEmpty()
        ? version
        : "(%s * %d + num_nulls(%s))"
            .formatted(version, setNullReferences.size() + 1, String.join(", ", setNullReferences));
  }

  /// `"id" = $2::bigint`, of the row `alias`.
  public static String idEquals(ResourcePlan plan, String alias, int n) {
    ColumnPlan id = plan.table().column(ColumnPlan.Role.ID);
    return alias + "." + id(plan) + " = " + ColumnCodec.parameter(id, n);
  }

  /// Columns in a select list, each with its own name, followed by the ETag version.
  public static String selectListWithVersion(ResourcePlan plan, List<ColumnPlan> columns) {
    return columns.stream().map(c -> ColumnCodec.selectItem(c) + ", ").collect(Collectors.joining())
        + etagVersion(plan, "");
  }

  private static String name(ResourcePlan plan, ColumnPlan.Role role) {
    return SqlQuoting.identifier(plan.table().column(role).name());
  }
}
