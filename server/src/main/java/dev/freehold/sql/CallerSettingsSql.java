package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import java.util.ArrayList;
import java.util.List;

/// The SQL that passes the caller's identity to PostgreSQL's row-level security policies with
/// `set_config`.
///
/// PostgreSQL must evaluate `set_config` before it scans a table. Every scan therefore refers to
/// `c.uid` laterally, and `offset 0` keeps the planner from pulling the scan up; an insert, which has no
/// such scan, has its conditions in a `case`. The settings are local to the statement's transaction.
///
/// @param fromItem a `from` item that applies the settings from `$1`: one row `c` with the column
///     `uid`
/// @param userId the caller's id where `c` is visible; null for an anonymous caller
/// @param userIdParameter the caller's id where `c` is not visible
/// @param teamId the team that the request names where `c` is visible; null for none
/// @param teamIdParameter the team where `c` is not visible
record CallerSettingsSql(
    String fromItem, String userId, String userIdParameter, String teamId, String teamIdParameter) {
  /// Of the names of the settings.
  static final String PREFIX = "freehold.";

  static final String USER = "user_id";
  static final String HELD_ROLES = "roles";

  private static final String ROLES = "split_part($1::text, '|', 2)";
  private static final String TEAM = "split_part($1::text, '|', 3)";

  /// If no row depends on roles or teams, `$1` is the user id alone. Otherwise the functions are items
  /// of one `rows from`, which returns its row after all have been evaluated (PostgreSQL manual,
  /// 7.2.1.4).
  public static CallerSettingsSql of(ApiPlan api) {
    boolean roles = !api.rowRoles().isEmpty();
    boolean teams = api.teams() != null;
    String id = roles || teams ? "split_part($1::text, '|', 1)" : "$1::text";
    List<String> functions = new ArrayList<>(List.of(set(USER, id)));
    List<String> columns = new ArrayList<>(List.of("uid"));
    if (roles) {
      functions.add(set(HELD_ROLES, ROLES));
      columns.add("roles");
    }
    if (teams) {
      functions.add(set("team_id", TEAM));
      columns.add("team");
    }
    String row = " as c(" + String.join(", ", columns) + ")";
    return new CallerSettingsSql(
        functions.size() > 1
            ? "rows from (" + String.join(", ", functions) + ")" + row
            : functions.getFirst() + row,
        uuid("c.uid", isOpen(api)),
        uuid(id, isOpen(api)),
        uuid("c.team", true),
        uuid(TEAM, true));
  }

  private static String set(String setting, String value) {
    return "set_config('" + PREFIX + setting + "', " + value + ", true)";
  }

  /// Whether an anonymous caller may read some resource.
  private static boolean isOpen(ApiPlan api) {
    return api.resources().stream().anyMatch(r -> r.access().isPublic());
  }

  private static String uuid(String text, boolean maybeEmpty) {
    return maybeEmpty ? "nullif(" + text + ", '')::uuid" : text + "::uuid";
  }

  /// Wraps a change that returns rows so that it runs after the settings: PostgreSQL reads the
  /// change, and so runs it, only once `c` has its row.
  public String afterCaller(String change) {
    return "with w as ("
        + change
        + ") select w.* from "
        + fromItem
        + ", lateral ("
        + CHANGED
        + ") w";
  }

  /// Selects what the change `w` returned, where `c` is visible.
  public static final String CHANGED = "select w.* from w where c.uid is not null offset 0";
}
