package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.RowScope.Extent;
import org.jspecify.annotations.Nullable;

/// The owner filter: the SQL condition that limits a statement to the rows that its caller may
/// reach. Every statement on resource rows takes it from here. [Extent#OWN] compares the owner
/// column with the caller's id, [Extent#ALL] lets every row through, and no extent lets none
/// through.
///
/// @param caller the settings of the same statement
record OwnerPredicate(CallerSettingsSql caller) {
  /// The condition for a scan that follows the settings row `c` in the same `from`. Except where it
  /// is `false` it names `c`, so that PostgreSQL evaluates the settings before it scans.
  ///
  /// @param extent null where the caller may not read the resource
  /// @param alias of the rows
  public String forRead(@Nullable Extent extent, String alias, ResourcePlan plan) {
    return condition(extent, alias, plan, caller.userId(), "c.uid is not null");
  }

  /// The condition inside a change, where `c` is not visible. [CallerSettingsSql#afterCaller] makes
  /// the change wait for the settings.
  ///
  /// @param extent null where the caller may not read the resource
  /// @param alias of the rows
  public String forChange(@Nullable Extent extent, String alias, ResourcePlan plan) {
    return condition(extent, alias, plan, caller.userIdParameter(), "true");
  }

  private static String condition(
      @Nullable Extent extent, String alias, ResourcePlan plan, String userId, String all) {
    return switch (extent) {
      case OWN -> alias + "." + TableSql.owner(plan) + " = " + userId;
      case ALL -> all;
      case null -> "false";
    };
  }
}
