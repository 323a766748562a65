package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.input.PathIdReader;
import dev.freehold.input.PreconditionHeaders;
import dev.freehold.input.SelectionReader;
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

/// `GET /tasks/{id}`: 200 with the row, or 304 if the caller has its current version. A missing row
/// and a row that the caller may not read give the same response.
final class ReadOperation implements ApiOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final SelectionReader selections;
  private final ReadSql read;
  private final StatementRunner statements;
  private final ViewCache<CompiledRead> compiled =
      new ViewCache<>(
          view ->
              new CompiledRead(
                  Selection.allColumns(view), new JsonRowWriter(Selection.allColumns(view), 0)));

  private record CompiledRead(Selection selection, JsonRowWriter writer) {}

  public ReadOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.selections = new SelectionReader(plan);
    this.read = new ReadSql(dependencies.api(), plan, dependencies.statementTexts());
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.READ);
  }

  @Override
  public Future<Reply> answer(Request request, Caller caller, Database database) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.READ);
    CompiledRead compiledRead = compiled.get(granted.view());
    Selection selection = compiledRead.selection();
    JsonRowWriter writer = compiledRead.writer();
    if (!request.queryParameters().isEmpty()) {
      selection = selection(request, granted);
      writer = new JsonRowWriter(selection, 0);
    }
    Object id = PathIdReader.read(plan.id(), request.pathParameter(PathIdReader.PARAMETER));
    Precondition precondition =
        PreconditionHeaders.read(request.header("If-Match"), request.header("If-None-Match"));
    return statements
        .run(
            database,
            read.of(granted.scope(), selection, id),
            SingleRowReply.reply(answer(selection, writer, precondition)))
        .compose(Function.identity());
  }

  private Selection selection(Request request, GrantedAccess granted) {
    SelectionReader.SelectionBuilder builder = selections.newBuilder(granted.sight());
    for (QueryParameter parameter : RepeatedParameters.join(request.queryParameters())) {
      builder.addParameter(parameter.name(), parameter.value());
    }
    return builder.build();
  }

  /// Builds the reply for a row. A reply with included rows has no `ETag` and ignores
  /// preconditions: the included rows change without the version of this row.
  private static Function<Row, @Nullable Reply> answer(
      Selection selection, JsonRowWriter writer, Precondition precondition) {
    if (!selection.included().isEmpty()) {
      return row -> SingleRowReply.withRow(200, writer, row);
    }
    return row -> {
      long version = row.getLong(writer.endIndex());
      Reply.Header etag = SingleRowReply.etag(version);
      if (precondition.isMetBy(version)) {
        return SingleRowReply.withRow(200, writer, row, etag);
      }
      return precondition instanceof Precondition.IfMatch
          ? null
          : new Reply(304, List.of(etag), null, null);
    };
  }
}
