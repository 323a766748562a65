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
import dev.freehold.input.PathId;
import dev.freehold.input.header.Preconditions;
import dev.freehold.input.header.Prefer;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.Precondition;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.UpdateSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `PUT` and `PATCH /tasks/{id}`: 200 with the row as it then stands. Only the fields given change. A body without any
/// changes nothing, the version and the time stamps included.
public final class Update implements Change {
  private final ResourcePlan plan;
  private final Authorize authorize;
  private final BodyWork bodies;
  private final ReadSql read;
  private final Rows rows;
  private final PerView<Compiled> compiled;

  private record Compiled(
      BodyReader body, UpdateSql update, Selection selection, RowWriter writer) {}

  public Update(Parts parts, ResourcePlan plan) {
    this.plan = plan;
    this.authorize = parts.authorize();
    this.bodies = parts.bodies();
    this.read = new ReadSql(parts.api(), plan, parts.texts());
    this.rows = new Rows(Failures.of(plan));
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
    Object id = PathId.read(plan.id(), request.pathParameter(PathId.PARAMETER));
    Precondition asked =
        Preconditions.read(request.header("If-Match"), request.header("If-None-Match"));
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
                                values.isEmpty()
                                    ? read.of(granted.scope(), by.selection(), id)
                                    : by.update().of(granted.scope(), id, values, asked),
                                OneRow.reply(
                                    row ->
                                        values.isEmpty() && !asked.isMetBy(version(by, row))
                                            ? null
                                            : changed(by.writer(), row, minimal)))
                            .compose(Function.identity())));
  }

  /// A row that was only read, which every version of it lets be done.
  private static long version(Compiled by, Row row) {
    return row.getLong(by.writer().end());
  }

  /// Null where the precondition failed.
  private static @Nullable Reply changed(RowWriter writer, Row row, boolean minimal) {
    Long version = row.getLong(writer.end());
    if (version == null) {
      return null;
    }
    Reply.Header etag = OneRow.etag(version);
    return minimal ? Minimal.of(204, etag) : OneRow.shown(200, writer, row, etag);
  }
}
