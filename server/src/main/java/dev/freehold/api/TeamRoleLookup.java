package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.sql.TeamRoleSql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the caller's role in the team that a request names, before the request is read: which fields the
/// caller may name depends on it, if `read` of some field names such a role. Every later statement of the
/// request asks for the same role, so that a role which is lost in between reads nothing.
final class TeamRoleLookup {
  private final Authorizer authorizer;
  private final StatementRunner statements;
  private final @Nullable TeamRoleSql role;

  TeamRoleLookup(OperationDependencies dependencies) {
    this.authorizer = dependencies.authorizer();
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forReading(), dependencies.schema());
    this.role = dependencies.api().isReadByTeamRole() ? new TeamRoleSql(dependencies.api()) : null;
  }

  /// Whether the view of the caller depends on the role.
  boolean isNeeded(Caller caller) {
    return role != null && caller instanceof Caller.User user && user.team() != null;
  }

  /// The caller with the role.
  Future<Caller> of(Caller caller, Database database) {
    TeamRoleSql sql = role;
    return sql == null || !(caller instanceof Caller.User user) || user.team() == null
        ? Future.succeededFuture(caller)
        : statements
            .run(
                database,
                sql.of(authorizer.selfScope(user)),
                Collectors.reducing(
                    Optional.<String>empty(),
                    row -> Optional.ofNullable(row.getString(0)),
                    (_, found) -> found))
            .map(found -> user.withTeamRole(found.orElse(null)));
  }
}
