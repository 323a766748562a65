package dev.freehold.sql;

import dev.freehold.ddl.TeamDdl;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Teams;
import dev.freehold.type.SqlQuoting;
import java.util.UUID;

/// Makes the caller a member of the team of an invitation, and deletes the invitation. Of two requests
/// with the same invitation one finds it.
public final class TeamJoiningSql {
  private final String text;

  /// @param api with teams
  public TeamJoiningSql(ApiPlan api) {
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    text =
        "with gone as (delete from "
            + table(api, Teams.TEAM_INVITATIONS)
            + " as i where i.id = $2::uuid and i.id = any(array(select m.id from "
            + SqlQuoting.qualified(TablePlan.SCHEMA, TeamDdl.INVITATIONS)
            + " as m)) returning i.team_id, i.role) "
            + insert(api)
            + " select $3::uuid, g.team_id, "
            + caller.userId()
            + ", g.role from "
            + caller.fromItem()
            + ", lateral (select g.* from gone as g where c.uid is not null offset 0) g";
  }

  /// Returns no row.
  ///
  /// @param membership the id of the new membership
  public SqlStatement of(RowScope scope, UUID invitation, UUID membership) {
    return new SqlStatement(text, scope.callerSetting(), invitation, membership);
  }

  /// The start of an insert of a membership, up to its values.
  static String insert(ApiPlan api) {
    return "insert into "
        + table(api, Teams.TEAM_MEMBERS)
        + " ("
        + SqlQuoting.identifiers(TeamDdl.JOINING)
        + ")";
  }

  static String literal(String role) {
    return SqlQuoting.stringLiteral(role).strip();
  }

  private static String table(ApiPlan api, String resource) {
    return TableSql.of(api.resource(resource));
  }
}
