package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.auth.Caller;
import dev.freehold.http.Request;
import dev.freehold.input.BulkQueryReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.spec.Access;
import dev.freehold.sql.BulkChangeSql.BulkDeleteSql;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/// `DELETE /tasks?status=completed&max_affected=20`: 200 with the number of deleted rows.
final class DeleteByQueryOperation implements WriteOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final BulkQueryReader queries;
  private final BulkDeleteSql delete;
  private final StatementRunner statements;
  private final TeamGuard team;

  public DeleteByQueryOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.queries = new BulkQueryReader(plan);
    this.delete = new BulkDeleteSql(dependencies.api(), plan, dependencies.statementTexts());
    this.statements =
        new StatementRunner(
            ConstraintErrorMapper.forDelete(dependencies.api()), dependencies.schema());
    this.team = new TeamGuard(dependencies, plan, statements);
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.DELETE);
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.DELETE);
    BulkCriteria matchMode = BulkCriteria.read(request, queries, granted);
    SqlStatement statement = delete.of(granted.scope(), matchMode.where(), matchMode.max());
    return Future.succeededFuture(
        new PreparedWrite(
            PreparedWrite.Kind.STATEMENT,
            statement.cost(),
            database ->
                team.guard(
                    database,
                    granted.scope(),
                    statements
                        .run(database, statement, matchMode.reply())
                        .compose(Function.identity()))));
  }
}
