package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.auth.Caller;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathIdReader;
import dev.freehold.input.PreconditionHeaders;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.Precondition;
import dev.freehold.spec.Access;
import dev.freehold.sql.DeleteSql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/// `DELETE /tasks/{id}`: 204. A repeated delete, like any missing row, gives
/// `NOT_FOUND`.
final class DeleteOperation implements WriteOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final ViewCache<DeleteSql> delete;
  private final StatementRunner statements;

  public DeleteOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.delete = new ViewCache<>(view -> new DeleteSql(dependencies.api(), view));
    this.statements =
        new StatementRunner(
            ConstraintErrorMapper.forDelete(dependencies.api()), dependencies.schema());
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.DELETE);
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.DELETE);
    request.rejectQueryParameters();
    Object id = PathIdReader.read(plan.id(), request.pathParameter(PathIdReader.PARAMETER));
    Precondition asked =
        PreconditionHeaders.ofWrite(request.header("If-Match"), request.header("If-None-Match"));
    return Future.succeededFuture(
        new PreparedWrite(
            PreparedWrite.Kind.STATEMENT,
            database ->
                statements
                    .run(
                        database,
                        delete.get(granted.view()).of(granted.scope(), id, asked),
                        SingleRowReply.reply(
                            row -> row.getValue(0) == null ? null : Reply.noContent()))
                    .compose(Function.identity())));
  }
}
