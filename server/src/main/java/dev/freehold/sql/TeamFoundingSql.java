package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Teams;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/// Creates a team with the caller as its first member. Two statements of one transaction: the caller
/// may read the team after the second.
public final class TeamFoundingSql {
  private final InsertSql insert;
  private final String join;
  private final Supplier<UUID> ids;

  /// @param api with teams
  /// @param view of the teams
  public TeamFoundingSql(ApiPlan api, ResourceView view, Supplier<UUID> ids) {
    this.ids = ids;
    this.insert = InsertSql.withoutReading(api, view, ids);
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    String administrator = Objects.requireNonNull(api.teams()).administrator();
    this.join =
        TeamJoiningSql.insert(api)
            + " select $2::uuid, $3::uuid, "
            + caller.userId()
            + ", "
            + TeamJoiningSql.literal(administrator)
            + " from "
            + caller.fromItem();
  }

  /// @param values of the view's create set
  public Founding of(RowScope scope, FieldValues values) {
    SqlStatement team = insert.of(scope, values);
    UUID id = team.arguments().getUUID(1);
    return new Founding(id, team, new SqlStatement(join, scope.callerSetting(), ids.get(), id));
  }

  /// @param team makes the row; returns none
  /// @param membership makes the first member of [Teams#TEAM_MEMBERS]; returns no row
  public record Founding(UUID id, SqlStatement team, SqlStatement membership) {}
}
