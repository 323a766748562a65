package dev.freehold.api.bulk;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.Authorize;
import dev.freehold.api.Authorize.Granted;
import dev.freehold.api.Change;
import dev.freehold.api.Failures;
import dev.freehold.api.Parts;
import dev.freehold.api.PerView;
import dev.freehold.api.Placed;
import dev.freehold.api.RowWriter;
import dev.freehold.api.Rows;
import dev.freehold.api.write.Minimal;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.load.BodyWork;
import dev.freehold.input.BodyReader;
import dev.freehold.input.Identified;
import dev.freehold.input.header.Prefer;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.Precondition;
import dev.freehold.query.Scope;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.Statement;
import dev.freehold.sql.UpdateSql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `PATCH /tasks` with an array of rows that have their ids: 200 with the rows as they then stand, in its order. All of them,
/// or none: where one is missing, or not the caller's to change, it is `NOT_FOUND`.
public final class UpdateMany implements Change {
  private final ResourcePlan plan;
  private final Authorize authorize;
  private final BodyWork bodies;
  private final ReadSql read;
  private final Rows rows;
  private final SerializedString key;
  private final PerView<Compiled> compiled;

  private record Compiled(
      BodyReader body, UpdateSql update, Selection selection, RowWriter writer) {}

  public UpdateMany(Parts parts, ResourcePlan plan) {
    this.plan = plan;
    this.authorize = parts.authorize();
    this.bodies = parts.bodies();
    this.read = new ReadSql(parts.api(), plan, parts.texts());
    this.rows = new Rows(Failures.of(plan));
    this.key = new SerializedString(plan.name());
    this.compiled =
        new PerView<>(
            view ->
                new Compiled(
                    BodyReader.ofUpdate(view),
                    new UpdateSql(parts.api(), view),
                    Selection.whole(view),
                    new RowWriter(Selection.whole(view), 0)));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorize.refusal(caller, plan, Access.Operation.UPDATE);
  }

  @Override
  public Future<Work> read(Request request, Caller caller) {
    Granted granted = authorize.grant(caller, plan, Access.Operation.UPDATE);
    request.refuseParameters();
    Condition.refuse(request);
    boolean minimal = Prefer.read(request.header("Prefer")) == Prefer.MINIMAL;
    Compiled by = compiled.of(granted.view());
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> by.body().readManyWithId(body, CreateMany.MAX_ROWS))
        .map(all -> new Work(true, on -> changed(on, granted.scope(), by, all, minimal)));
  }

  private Future<Reply> changed(
      Database database, Scope scope, Compiled by, List<Identified> all, boolean minimal) {
    RowsAnswer answer = new RowsAnswer(key, by.writer());
    List<Future<Boolean>> changed = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      String place = "[" + i + "].";
      changed.add(
          rows.run(database, statement(scope, by, all.get(i)), answer.row())
              .compose(
                  there ->
                      there
                          ? Future.succeededFuture(true)
                          : Future.failedFuture(new Problem.NotFound().failure()))
              .recover(failure -> Future.failedFuture(Placed.at(place, failure))));
    }
    return Future.all(changed).map(_ -> minimal ? Minimal.of(204) : answer.close(200));
  }

  private Statement statement(Scope scope, Compiled by, Identified row) {
    return row.values().isEmpty()
        ? read.of(scope, by.selection(), row.id())
        : by.update().of(scope, row.id(), row.values(), new Precondition.None());
  }
}
