package dev.freehold.api;

import dev.freehold.api.Authorize.Operation;
import dev.freehold.auth.Caller;
import dev.freehold.auth.CallerEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathId;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.spec.Spec;
import dev.freehold.sql.DeleteSql;
import dev.freehold.sql.Scope;
import io.vertx.core.Future;
import java.util.stream.Collectors;

/// `DELETE /tasks/{id}`: 204. A second time, like any other row that is not there: `NOT_FOUND`.
final class Delete implements CallerEndpoint {
  private final Spec.IdType ids;
  private final DeleteSql delete;
  private final Rows rows;

  Delete(ResourcePlan plan, Rows rows) {
    this.ids = plan.id();
    this.delete = new DeleteSql(plan);
    this.rows = rows;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    Scope scope = Authorize.scope(caller, Operation.DELETE);
    request.refuseParameters();
    Object id = PathId.read(ids, request.pathParameter(PathId.PARAMETER));
    return rows.run(delete.of(scope, id), Collectors.counting())
        .compose(
            gone ->
                gone > 0
                    ? Future.succeededFuture(Reply.noContent())
                    : Future.failedFuture(new Problem.NotFound().failure()));
  }
}
