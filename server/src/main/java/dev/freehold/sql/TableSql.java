package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;
import java.util.Optional;

/// A resource's table and its columns, quoted.
final class TableSql {
  private TableSql() {}

  public static String of(ResourcePlan plan) {
    return SqlQuoting.qualified(TablePlan.SCHEMA, plan.table().name());
  }

  /// Empty if rows belong to nobody.
  public static Optional<String> owner(ResourcePlan plan) {
    return plan.table().owner().map(owner -> SqlQuoting.identifier(owner.name()));
  }

  /// The column of the team that a request names; empty if rows belong to no team.
  public static Optional<String> team(ResourcePlan plan) {
    return plan.table().team().map(team -> SqlQuoting.identifier(team.name()));
  }

  public static String id(ResourcePlan plan) {
    return name(plan, ColumnPlan.Role.ID);
  }

  public static String version(ResourcePlan plan) {
    return name(plan, ColumnPlan.Role.VERSION);
  }

  /// `"id" = $2::bigint`, of the row `alias`.
  public static String idEquals(ResourcePlan plan, String alias, int n) {
    ColumnPlan id = plan.table().column(ColumnPlan.Role.ID);
    return alias + "." + id(plan) + " = " + ColumnCodec.parameter(id, n);
  }

  private static String name(ResourcePlan plan, ColumnPlan.Role role) {
    return SqlQuoting.identifier(plan.table().column(role).name());
  }
}
