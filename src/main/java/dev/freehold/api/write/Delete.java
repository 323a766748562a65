package dev.freehold.api.write;

import dev.freehold.api.Authorize;
import dev.freehold.api.Authorize.Granted;
import dev.freehold.api.Change;
import dev.freehold.api.Failures;
import dev.freehold.api.OneRow;
import dev.freehold.api.Parts;
import dev.freehold.api.Rows;
import dev.freehold.auth.Caller;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathId;
import dev.freehold.input.header.Preconditions;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.Precondition;
import dev.freehold.spec.Access;
import dev.freehold.sql.DeleteSql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/// `DELETE /tasks/{id}`: 204. A second time, like any other row that is not there: `NOT_FOUND`.
public final class Delete implements Change {
  private final ResourcePlan plan;
  private final Authorize authorize;
  private final DeleteSql delete;
  private final Rows rows;

  public Delete(Parts parts, ResourcePlan plan) {
    this.plan = plan;
    this.authorize = parts.authorize();
    this.delete = new DeleteSql(parts.api(), plan);
    this.rows = new Rows(Failures.ofDelete(parts.api()));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorize.refusal(caller, plan, Access.Operation.DELETE);
  }

  @Override
  public Future<Work> read(Request request, Caller caller) {
    Granted granted = authorize.grant(caller, plan, Access.Operation.DELETE);
    request.refuseParameters();
    Object id = PathId.read(plan.id(), request.pathParameter(PathId.PARAMETER));
    Precondition asked =
        Preconditions.read(request.header("If-Match"), request.header("If-None-Match"));
    return Future.succeededFuture(
        new Work(
            false,
            database ->
                rows.run(
                        database,
                        delete.of(granted.scope(), id, asked),
                        OneRow.reply(row -> row.getValue(0) == null ? null : Reply.noContent()))
                    .compose(Function.identity())));
  }
}
