package dev.freehold.ddl;

import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.stream.Collectors;

/// The condition that the caller is a member of the team of a row. It reads the view of the caller's own
/// memberships, never the table: a policy of the table may then read the view too, without a circle.
public final class TeamMembershipSql {
  /// The view of the caller's memberships: `team_id`, `user_id`, `role`.
  static final String VIEW = "_my_teams";

  private static final String MEMBERSHIP =
      " from " + SqlQuoting.qualified(TablePlan.SCHEMA, VIEW) + " as _m where ";

  private TeamMembershipSql() {}

  /// The row is of the named team, and the caller is a member of it.
  ///
  /// @param column of the row with the id of the team
  /// @param roles one of which the member must have; empty for any
  /// @param teamId the named team
  /// @param userId the caller
  public static String ofNamed(String column, List<String> roles, String teamId, String userId) {
    return "(" + column + " = " + teamId + " and " + isMember(teamId, userId, roles) + ")";
  }

  /// The caller is a member of the named team.
  public static String isMember(String teamId, String userId) {
    return isMember(teamId, userId, List.of());
  }

  private static String isMember(String teamId, String userId, List<String> roles) {
    return "exists (select 1"
        + MEMBERSHIP
        + "_m.team_id = "
        + teamId
        + " and _m.user_id = "
        + userId
        + held(roles)
        + ")";
  }

  /// The caller's role in the named team; null if the caller is no member of it.
  public static String role(String teamId, String userId) {
    return "(select _m.role"
        + MEMBERSHIP
        + "_m.team_id = "
        + teamId
        + " and _m.user_id = "
        + userId
        + ")";
  }

  /// All teams of the caller with the role in each, as a text; empty for no team.
  ///
  /// @param userId the caller
  public static String all(String userId) {
    return "coalesce((select encode(sha256(convert_to(string_agg(_m.team_id || ' ' || _m.role, ','"
        + " order by _m.team_id), 'UTF8')), 'hex')"
        + MEMBERSHIP
        + "_m.user_id = "
        + userId
        + "), '')";
  }

  /// The row is of a team of the caller. `any(array(…))` is evaluated once, and an index can serve it.
  ///
  /// @param column of the row with the id of the team
  /// @param roles one of which the member must have; empty for any
  /// @param userId the caller
  public static String ofAny(String column, List<String> roles, String userId) {
    return column
        + " = any(array(select _m.team_id"
        + MEMBERSHIP
        + "_m.user_id = "
        + userId
        + held(roles)
        + "))";
  }

  /// [#ofNamed] in a policy, where both ids are settings. The team is looked up once for each statement.
  static String policyOfNamed(String column, List<String> roles, String teamId) {
    return column
        + " = (select _m.team_id"
        + MEMBERSHIP
        + "_m.team_id = "
        + teamId
        + held(roles)
        + ")";
  }

  private static String held(List<String> roles) {
    return held("_m", roles);
  }

  /// The condition that a membership has one of the roles, after `and`; empty for any role.
  ///
  /// @param alias of the memberships
  public static String held(String alias, List<String> roles) {
    return roles.isEmpty()
        ? ""
        : roles.stream()
            .map(role -> SqlQuoting.stringLiteral(role).strip())
            .collect(Collectors.joining(", ", " and " + alias + ".role in (", ")"));
  }
}
