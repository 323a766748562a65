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
import dev.freehold.input.header.Prefer;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Scope;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.InsertSql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `POST /tasks` with an array: 201 with the rows, in its order. All of them, or none.
public final class CreateMany implements Change {
  /// Rows of one request.
  public static final int MAX_ROWS = 100;

  private final ResourcePlan plan;
  private final Authorize authorize;
  private final BodyWork bodies;
  private final Rows rows;
  private final SerializedString key;
  private final PerView<Compiled> compiled;

  private record Compiled(BodyReader body, InsertSql insert, RowWriter writer) {}

  public CreateMany(Parts parts, ResourcePlan plan) {
    this.plan = plan;
    this.authorize = parts.authorize();
    this.bodies = parts.bodies();
    this.rows = new Rows(Failures.of(plan));
    this.key = new SerializedString(plan.name());
    this.compiled =
        new PerView<>(
            view ->
                new Compiled(
                    BodyReader.ofCreate(view),
                    new InsertSql(parts.api(), view, parts.ids()),
                    new RowWriter(Selection.whole(view), 0)));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorize.refusal(caller, plan, Access.Operation.CREATE);
  }

  @Override
  public Future<Work> read(Request request, Caller caller) {
    Granted granted = authorize.grant(caller, plan, Access.Operation.CREATE);
    request.refuseParameters();
    boolean minimal = Prefer.read(request.header("Prefer")) == Prefer.MINIMAL;
    Compiled by = compiled.of(granted.view());
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> by.body().readMany(body, MAX_ROWS))
        .map(all -> new Work(true, on -> created(on, granted.scope(), by, all, minimal)));
  }

  private Future<Reply> created(
      Database database, Scope scope, Compiled by, List<FieldValues> all, boolean minimal) {
    RowsAnswer answer = new RowsAnswer(key, by.writer());
    List<Future<Boolean>> inserted = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      String place = "[" + i + "].";
      inserted.add(
          rows.run(database, by.insert().of(scope, all.get(i)), answer.row())
              .recover(failure -> Future.failedFuture(Placed.at(place, failure))));
    }
    return Future.all(inserted).map(_ -> minimal ? Minimal.of(201) : answer.close(201));
  }
}
