package dev.freehold.api.bulk;

import dev.freehold.api.Authorize;
import dev.freehold.api.Authorize.Granted;
import dev.freehold.api.Change;
import dev.freehold.api.Failures;
import dev.freehold.api.Parts;
import dev.freehold.api.PerView;
import dev.freehold.api.Rows;
import dev.freehold.auth.Caller;
import dev.freehold.http.Request;
import dev.freehold.http.load.BodyWork;
import dev.freehold.input.BodyReader;
import dev.freehold.input.query.BulkQueryReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.spec.Access;
import dev.freehold.sql.UpdateManySql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/// `PATCH /tasks?status=pending&max_affected=20`: 200 with the number of rows that were changed, each alike.
public final class UpdateWhere implements Change {
  private final ResourcePlan plan;
  private final Authorize authorize;
  private final BodyWork bodies;
  private final BulkQueryReader queries;
  private final Rows rows;
  private final PerView<Compiled> compiled;

  private record Compiled(BodyReader body, UpdateManySql update) {}

  public UpdateWhere(Parts parts, ResourcePlan plan) {
    this.plan = plan;
    this.authorize = parts.authorize();
    this.bodies = parts.bodies();
    this.queries = new BulkQueryReader(plan);
    this.rows = new Rows(Failures.of(plan));
    this.compiled =
        new PerView<>(
            view ->
                new Compiled(
                    BodyReader.ofUpdate(view),
                    new UpdateManySql(parts.api(), view, parts.texts())));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorize.refusal(caller, plan, Access.Operation.UPDATE);
  }

  @Override
  public Future<Work> read(Request request, Caller caller) {
    Granted granted = authorize.grant(caller, plan, Access.Operation.UPDATE);
    Matching matching = Matching.read(request, queries, granted.sight());
    Compiled by = compiled.of(granted.view());
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> something(by.body().read(body)))
        .map(
            values ->
                new Work(
                    false,
                    database ->
                        rows.run(
                                database,
                                by.update()
                                    .of(granted.scope(), matching.where(), values, matching.max()),
                                matching.reply())
                            .compose(Function.identity())));
  }

  /// Each row that matches is counted as changed, so there must be something to change.
  private static FieldValues something(FieldValues values) {
    if (values.isEmpty()) {
      throw Problem.Invalid.of(
              "", ViolationCode.REQUIRED, "The body must have at least one field to change.")
          .failure();
    }
    return values;
  }
}
