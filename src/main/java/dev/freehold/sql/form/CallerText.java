package dev.freehold.sql.form;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Reach;
import dev.freehold.spec.Access;
import org.jspecify.annotations.Nullable;

/// Who asks, as text: how a statement tells PostgreSQL's policies, and how it says whose rows it reaches.
///
/// `set_config` stands where PostgreSQL must evaluate it before it scans a table: whatever scans refers to `c.uid`
/// laterally, and `offset 0` keeps the planner from pulling the scan out. The settings are local to the statement's
/// own transaction, so they end with it.
///
/// @param row the caller's settings, from `$1`, as an item of `from`: one row `c` that has `uid`
/// @param user the caller's id where `c` can be seen; null for somebody who is not signed in
/// @param parameter the same where it cannot
public record CallerText(String row, String user, String parameter) {
  private static final String ROLES =
      "set_config('freehold.roles', split_part($1::text, '|', 2), true)";

  /// Where no row depends on roles, `$1` is the id alone. Where some do, both functions are items of one `rows from`: it
  /// has its row when both have been evaluated (PostgreSQL manual, 7.2.1.4).
  public static CallerText of(ApiPlan api) {
    boolean roles = !api.rowRoles().isEmpty();
    String id = roles ? "split_part($1::text, '|', 1)" : "$1::text";
    String set = "set_config('freehold.user_id', " + id + ", true)";
    return new CallerText(
        roles ? "rows from (" + set + ", " + ROLES + ") as c(uid, roles)" : set + " as c(uid)",
        uuid("c.uid", isOpen(api)),
        uuid(id, isOpen(api)));
  }

  /// Whether somebody may ask who is not signed in.
  private static boolean isOpen(ApiPlan api) {
    return api.resources().stream()
        .anyMatch(r -> r.access().read().contains(new Access.Grant.Public()));
  }

  private static String uuid(String text, boolean maybeEmpty) {
    return maybeEmpty ? "nullif(" + text + ", '')::uuid" : text + "::uuid";
  }

  /// The condition on rows of `alias` where `c` can be seen. It names `c` whatever the reach, so that the scan waits for
  /// it.
  ///
  /// @param reach null: none
  public String reaches(@Nullable Reach reach, String alias, ResourcePlan plan) {
    return reach == Reach.OWN
        ? alias + "." + TableText.owner(plan) + " = " + user
        : reach == Reach.ALL ? "c.uid is not null" : "false";
  }

  /// The same for a change, which [#afterCaller] makes wait.
  public String changes(@Nullable Reach reach, String alias, ResourcePlan plan) {
    return reach == Reach.OWN
        ? alias + "." + TableText.owner(plan) + " = " + parameter
        : reach == Reach.ALL ? "true" : "false";
  }

  /// A change that returns rows, put behind the settings: it is pulled, and so run, only when `c` has its row.
  public String afterCaller(String change) {
    return "with w as (" + change + ") select w.* from " + row + ", lateral (" + CHANGED + ") w";
  }

  /// What a change named `w` returned, where `c` can be seen.
  public static final String CHANGED = "select w.* from w where c.uid is not null offset 0";
}
