package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;
import static dev.freehold.ddl.DatabaseObject.Kind.VIEW;
import static dev.freehold.spec.Teams.TEAMS;
import static dev.freehold.spec.Teams.TEAM_INVITATIONS;
import static dev.freehold.spec.Teams.TEAM_MEMBERS;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Teams;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;

/// What the tables of teams have beside those of other resources: the views of the caller's own
/// memberships and invitations, the policies of joining a team, and the trigger that keeps an
/// administrator in each.
///
/// The policies of all rows of teams read memberships, and so does the policy of the memberships
/// themselves. A policy that read the table would be a circle (42P17, infinite recursion). It reads a
/// view with the rights of the owner of the tables, who has a policy of its own; no request runs as
/// this role.
public final class TeamDdl {
  /// The invitations that the caller may accept: `id`, `team_id`, `role`.
  public static final String INVITATIONS = "_my_invitations";

  /// The teams without a member, which only the transaction sees that creates them: `id`.
  private static final String FOUNDED = "_founded_teams";

  /// The trigger that refuses a change after which a team has no administrator, and its function. A
  /// refusal reads like a violated CHECK constraint with this name.
  public static final String KEEP_ADMINISTRATOR = "_keep_administrator";

  /// Before the role of administrators, in the definition of the function.
  private static final String KEEPS = "a team keeps one ";

  /// How long an invitation can be accepted.
  private static final String INVITATION_LIFE = "7 days";

  /// The columns that joining a team sets.
  public static final List<String> JOINING = List.of("id", "team_id", "user_id", "role");

  private static final String USER_SETTING =
      "nullif(current_setting('freehold.user_id', true), '')::uuid";

  private final Teams teams;
  private final DatabaseRoleNames roles;

  private TeamDdl(Teams teams, DatabaseRoleNames roles) {
    this.teams = teams;
    this.roles = roles;
  }

  /// What the policies of rows of teams read. Empty without teams.
  static List<DatabaseObject> of(ApiPlan plan, DatabaseRoleNames roles) {
    Teams teams = plan.teams();
    return teams == null ? List.of() : new TeamDdl(teams, roles).all();
  }

  /// @param view without its schema
  public static String dropView(String view) {
    return "drop view if exists " + SqlQuoting.qualified(TablePlan.SCHEMA, view);
  }

  private List<DatabaseObject> all() {
    List<DatabaseObject> all = new ArrayList<>();
    all.add(
        view(
            TeamMembershipSql.VIEW,
            "the caller's memberships",
            """
            select m.team_id, m.user_id, m.role
              from %s as m
             where m.user_id = %s\
            """
                .formatted(table(TEAM_MEMBERS), USER_SETTING)));
    all.add(
        view(
            INVITATIONS,
            "the caller's invitations of "
                + INVITATION_LIFE
                + ", by a member with the role "
                + teams.administrator(),
            """
            select i.id, i.team_id, i.role
              from %s as i
             where i.created_at > now() - interval '%s'
               and i.email = (select e.email from auth.emails e where e.user_id = %s)
               and exists (select from %s as m where m.team_id = i.team_id and m.user_id = i.user_id
                 and m.role = %s)\
            """
                .formatted(
                    table(TEAM_INVITATIONS),
                    INVITATION_LIFE,
                    USER_SETTING,
                    table(TEAM_MEMBERS),
                    SqlQuoting.stringLiteral(teams.administrator()).strip())));
    all.add(
        view(
            FOUNDED,
            "teams without members",
            """
            select t.id
              from %s as t
             where not exists (select from %s as m where m.team_id = t.id)\
            """
                .formatted(table(TEAMS), table(TEAM_MEMBERS))));
    for (String table : List.of(TEAMS, TEAM_MEMBERS, TEAM_INVITATIONS)) {
      all.add(PolicyDdl.ownerRead(table, "views", "all rows", "true", roles));
    }
    all.add(join());
    all.addAll(acceptance());
    all.add(function());
    all.add(trigger());
    return all;
  }

  private DatabaseObject view(String name, String words, String select) {
    String quoted = SqlQuoting.qualified(TablePlan.SCHEMA, name);
    return DatabaseObject.replaceable(
        VIEW,
        TablePlan.SCHEMA + "." + name,
        words + ", for " + roles.api(),
        List.of(),
        List.of(
            "create or replace view " + quoted + " as\n" + select,
            "revoke all on " + quoted + " from public",
            "grant select on " + quoted + " to " + SqlQuoting.identifier(roles.api())));
  }

  /// The caller joins a team that invites the caller, with the role of the invitation; or is the first
  /// member of a new team.
  private DatabaseObject join() {
    String table = SqlQuoting.identifier(TEAM_MEMBERS);
    return PolicyDdl.insert(
        TEAM_MEMBERS,
        "join",
        "invited, or the first " + teams.administrator(),
        """
        "user_id" = (select %s) and (
            exists (select 1 from %s as i where i.team_id = %s."team_id" and i.role = %s."role")
            or "role" = %s and exists (select 1 from %s as t where t.id = %s."team_id"))\
        """
            .formatted(
                USER_SETTING,
                table(INVITATIONS),
                table,
                table,
                SqlQuoting.stringLiteral(teams.administrator()).strip(),
                table(FOUNDED),
                table),
        roles);
  }

  /// The caller reads and deletes an invitation by accepting it.
  private List<DatabaseObject> acceptance() {
    String mine = "\"id\" = any(array(select i.id from " + table(INVITATIONS) + " as i))";
    return List.of(
        PolicyDdl.policy(
            TEAM_INVITATIONS, "accept_read", "select", "the caller's invitations", mine, roles),
        PolicyDdl.policy(
            TEAM_INVITATIONS, "accept_delete", "delete", "the caller's invitations", mine, roles));
  }

  /// Two administrators who remove each other at the same time wait for each other. The function reads
  /// with the rights of the owner of the tables: the caller may not be a member any more.
  private DatabaseObject function() {
    String name = SqlQuoting.qualified(TablePlan.SCHEMA, KEEP_ADMINISTRATOR);
    String administrator = SqlQuoting.stringLiteral(teams.administrator()).strip();
    return DatabaseObject.replaceable(
        FUNCTION,
        TablePlan.SCHEMA + "." + KEEP_ADMINISTRATOR,
        KEEPS + teams.administrator(),
        List.of(),
        List.of(
            """
            create or replace function %s() returns trigger
              language plpgsql security definer set search_path = '' as $$
            begin
              if old.role <> %s or (tg_op = 'UPDATE' and new.role = %s) then
                return null;
              end if;
              perform pg_advisory_xact_lock(hashtextextended(old.team_id::text, 0));
              if exists (select from %s where id = old.team_id)
                  and not exists (select from %s where team_id = old.team_id and role = %s) then
                raise check_violation using
                  message = 'the team would have no administrator',
                  schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
              end if;
              return null;
            end
            $$\
            """
                .formatted(
                    name,
                    administrator,
                    administrator,
                    table(TEAMS),
                    table(TEAM_MEMBERS),
                    administrator),
            "revoke execute on function " + name + "() from public"));
  }

  /// The key of the function that keeps an administrator.
  public static DatabaseObjectKey administratorKey() {
    return new DatabaseObjectKey(FUNCTION, KEEP_ADMINISTRATOR, "");
  }

  /// The role of administrators.
  ///
  /// @param definition of the function that keeps one
  public static String administrator(String definition) {
    return definition.substring(KEEPS.length());
  }

  private static DatabaseObject trigger() {
    return DatabaseObject.replaceable(
        TRIGGER,
        TablePlan.SCHEMA + "." + TEAM_MEMBERS + "." + KEEP_ADMINISTRATOR,
        "after a change of a role or the end of a membership",
        List.of(AlterTriggerDdl.drop(TEAM_MEMBERS, KEEP_ADMINISTRATOR)),
        List.of(
            "create trigger %s after update or delete on %s\n  for each row execute function %s()"
                .formatted(
                    SqlQuoting.identifier(KEEP_ADMINISTRATOR),
                    table(TEAM_MEMBERS),
                    SqlQuoting.qualified(TablePlan.SCHEMA, KEEP_ADMINISTRATOR))));
  }

  private static String table(String name) {
    return SqlQuoting.qualified(TablePlan.SCHEMA, name);
  }
}
