package dev.freehold.api.bulk;

import dev.freehold.api.Authorize;
import dev.freehold.api.Authorize.Granted;
import dev.freehold.api.Change;
import dev.freehold.api.Failures;
import dev.freehold.api.Parts;
import dev.freehold.api.Rows;
import dev.freehold.auth.Caller;
import dev.freehold.http.Request;
import dev.freehold.input.query.BulkQueryReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.spec.Access;
import dev.freehold.sql.DeleteManySql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/// `DELETE /tasks?status=completed&max_affected=20`: 200 with the number of rows that are gone.
public final class DeleteWhere implements Change {
  private final ResourcePlan plan;
  private final Authorize authorize;
  private final BulkQueryReader queries;
  private final DeleteManySql delete;
  private final Rows rows;

  public DeleteWhere(Parts parts, ResourcePlan plan) {
    this.plan = plan;
    this.authorize = parts.authorize();
    this.queries = new BulkQueryReader(plan);
    this.delete = new DeleteManySql(parts.api(), plan, parts.texts());
    this.rows = new Rows(Failures.ofDelete(parts.api()));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorize.refusal(caller, plan, Access.Operation.DELETE);
  }

  @Override
  public Future<Work> read(Request request, Caller caller) {
    Granted granted = authorize.grant(caller, plan, Access.Operation.DELETE);
    Matching matching = Matching.read(request, queries, granted.sight());
    return Future.succeededFuture(
        new Work(
            false,
            database ->
                rows.run(
                        database,
                        delete.of(granted.scope(), matching.where(), matching.max()),
                        matching.reply())
                    .compose(Function.identity())));
  }
}
