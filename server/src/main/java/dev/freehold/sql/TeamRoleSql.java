package dev.freehold.sql;

import dev.freehold.ddl.TeamMembershipSql;
import dev.freehold.plan.ApiPlan;
import dev.freehold.query.RowScope;

/// Reads the caller's role in the team that the request names.
public final class TeamRoleSql {
  private final String text;

  /// @param api with teams
  public TeamRoleSql(ApiPlan api) {
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    text =
        "select x.role from "
            + caller.fromItem()
            + ", lateral (select "
            + TeamMembershipSql.role(caller.teamId(), caller.userId())
            + " as role where c.uid is not null offset 0) x";
  }

  /// Returns one row with the role; null if the caller is no member of the team.
  public SqlStatement of(RowScope scope) {
    return new SqlStatement(text, scope.callerSetting());
  }
}
