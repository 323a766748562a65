package dev.freehold.api.write;

import dev.freehold.api.Authorize;
import dev.freehold.api.Authorize.Granted;
import dev.freehold.api.Change;
import dev.freehold.api.Failures;
import dev.freehold.api.OneRow;
import dev.freehold.api.Parts;
import dev.freehold.api.PerView;
import dev.freehold.api.RowWriter;
import dev.freehold.api.Rows;
import dev.freehold.auth.Caller;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.load.BodyWork;
import dev.freehold.input.BodyReader;
import dev.freehold.input.header.Prefer;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.InsertSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Function;

/// `POST /tasks`: 201 with the row, which belongs to the caller.
public final class Create implements Change {
  private final ResourcePlan plan;
  private final Authorize authorize;
  private final BodyWork bodies;
  private final Rows rows;
  private final String address;
  private final PerView<Compiled> compiled;

  private record Compiled(BodyReader body, InsertSql insert, RowWriter writer) {}

  public Create(Parts parts, ResourcePlan plan) {
    this.plan = plan;
    this.authorize = parts.authorize();
    this.bodies = parts.bodies();
    this.rows = new Rows(Failures.of(plan));
    this.address = parts.api().base() + "/" + plan.name() + "/";
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
        .run(body.length, () -> by.body().read(body))
        .map(
            values ->
                new Work(
                    false,
                    database ->
                        rows.run(
                                database,
                                by.insert().of(granted.scope(), values),
                                OneRow.reply(row -> created(by.writer(), row, minimal)))
                            .compose(Function.identity())));
  }

  /// The id is the first column of every read set.
  private Reply created(RowWriter writer, Row row, boolean minimal) {
    Reply.Header location = new Reply.Header("Location", address + row.getValue(0));
    Reply.Header etag = OneRow.etag(row.getLong(writer.end()));
    return minimal
        ? Minimal.of(201, location, etag)
        : OneRow.shown(201, writer, row, location, etag);
  }
}
