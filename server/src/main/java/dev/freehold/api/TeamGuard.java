package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.db.Database;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.RowScope;
import dev.freehold.sql.TeamRoleSql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Refuses an operation on the rows of a team that the caller is no member of, with the `NOT_FOUND` of
/// a team that does not exist. For operations whose own statement does not tell: it has no rows either
/// way.
final class TeamGuard {
  private final StatementRunner statements;
  private final @Nullable TeamRoleSql role;

  /// @param statements of the operation
  TeamGuard(OperationDependencies dependencies, ResourcePlan plan, StatementRunner statements) {
    this.statements = statements;
    this.role = plan.isOfTeam() ? new TeamRoleSql(dependencies.api()) : null;
  }

  /// The result, unless the caller is no member. Both statements are sent at once.
  <T> Future<T> guard(Database database, RowScope scope, Future<T> result) {
    return role == null
        ? result
        : member(database, scope).compose(member -> member ? result : missing());
  }

  private static <T> Future<T> missing() {
    return Future.failedFuture(new Problem.NotFound().toException());
  }

  private Future<Boolean> member(Database database, RowScope scope) {
    TeamRoleSql sql = role;
    return sql == null
        ? Future.succeededFuture(true)
        : statements.run(
            database,
            sql.of(scope),
            Collectors.reducing(
                false,
                row -> Optional.ofNullable(row.getString(0)).isPresent(),
                (_, held) -> held));
  }
}
