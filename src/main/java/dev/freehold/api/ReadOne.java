package dev.freehold.api;

import dev.freehold.api.Authorize.Granted;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Parameter;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathId;
import dev.freehold.input.header.Preconditions;
import dev.freehold.input.query.SelectionReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.Precondition;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ReadSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `GET /tasks/{id}`: 200 with the row, 304 where the caller has it already. One that is missing and one that the caller may
/// not read are the same to the statement, and so to the caller.
public final class ReadOne implements Operation {
  private final ResourcePlan plan;
  private final Authorize authorize;
  private final SelectionReader selections;
  private final ReadSql read;
  private final Rows rows;
  private final PerView<Whole> whole =
      new PerView<>(
          view -> new Whole(Selection.whole(view), new RowWriter(Selection.whole(view), 0)));

  private record Whole(Selection selection, RowWriter writer) {}

  public ReadOne(Parts parts, ResourcePlan plan) {
    this.plan = plan;
    this.authorize = parts.authorize();
    this.selections = new SelectionReader(plan);
    this.read = new ReadSql(parts.api(), plan, parts.texts());
    this.rows = new Rows(Failures.of(plan));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorize.refusal(caller, plan, Access.Operation.READ);
  }

  @Override
  public Future<Reply> answer(Request request, Caller caller, Database database) {
    Granted granted = authorize.grant(caller, plan, Access.Operation.READ);
    Whole all = whole.of(granted.view());
    Selection selection = all.selection();
    RowWriter writer = all.writer();
    if (!request.parameters().isEmpty()) {
      selection = selection(request, granted);
      writer = new RowWriter(selection, 0);
    }
    Object id = PathId.read(plan.id(), request.pathParameter(PathId.PARAMETER));
    Precondition asked =
        Preconditions.read(request.header("If-Match"), request.header("If-None-Match"));
    return rows.run(
            database,
            read.of(granted.scope(), selection, id),
            OneRow.reply(answer(selection, writer, asked)))
        .compose(Function.identity());
  }

  private Selection selection(Request request, Granted granted) {
    SelectionReader.Reading reading = selections.begin(granted.sight());
    for (Parameter parameter : request.parameters()) {
      reading.take(parameter.name(), parameter.value());
    }
    return reading.end();
  }

  /// What is included changes without the row, so such an answer has no tag, and no condition is asked of it.
  private static Function<Row, @Nullable Reply> answer(
      Selection selection, RowWriter writer, Precondition asked) {
    if (!selection.included().isEmpty()) {
      return row -> OneRow.shown(200, writer, row);
    }
    return row -> {
      long version = row.getLong(writer.end());
      Reply.Header etag = OneRow.etag(version);
      if (asked.isMetBy(version)) {
        return OneRow.shown(200, writer, row, etag);
      }
      return asked instanceof Precondition.Match ? null : new Reply(304, List.of(etag), null, null);
    };
  }
}
