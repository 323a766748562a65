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
import dev.freehold.query.EntityTag;
import dev.freehold.query.Precondition;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ReadSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Objects;
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
      new ViewCache<>(view -> CompiledRead.of(Selection.allColumns(view)));

  /// @param tag null if the selection includes relations. The included rows change without the
  ///     version of this row
  private record CompiledRead(
      Selection selection, JsonRowWriter writer, @Nullable EntityTagColumn tag) {
    static CompiledRead of(Selection selection) {
      JsonRowWriter writer = new JsonRowWriter(selection, 0);
      return new CompiledRead(
          selection,
          writer,
          selection.included().isEmpty() ? EntityTagColumn.after(writer, selection) : null);
    }
  }

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
    CompiledRead by =
        request.queryParameters().isEmpty()
            ? compiled.get(granted.view())
            : CompiledRead.of(selection(request, granted));
    Object id = PathIdReader.read(plan.id(), request.pathParameter(PathIdReader.PARAMETER));
    Precondition.OfRead precondition =
        PreconditionHeaders.ofRead(request.header("If-Match"), request.header("If-None-Match"));
    return statements
        .run(
            database,
            read.of(granted.scope(), by.selection(), id),
            SingleRowReply.reply(answer(by, precondition)))
        .compose(Function.identity());
  }

  private Selection selection(Request request, GrantedAccess granted) {
    SelectionReader.SelectionBuilder builder = selections.newBuilder(granted.sight());
    for (QueryParameter parameter : RepeatedParameters.join(request.queryParameters())) {
      builder.addParameter(parameter.name(), parameter.value());
    }
    Selection selection = builder.build();
    granted.requireTeam(selection.related());
    return selection;
  }

  /// Builds the reply for a row. A reply without an `ETag` ignores preconditions.
  private static Function<Row, @Nullable Reply> answer(
      CompiledRead by, Precondition.OfRead precondition) {
    EntityTagColumn column = by.tag();
    if (column == null) {
      return row -> SingleRowReply.withRow(200, by.writer(), row);
    }
    return row -> {
      EntityTag tag = Objects.requireNonNull(column.read(row));
      Reply.Header header = EntityTagColumn.header(tag);
      return switch (precondition.of(tag)) {
        case SEND -> SingleRowReply.withRow(200, by.writer(), row, header);
        case NOT_MODIFIED -> new Reply(304, List.of(header), null, null);
        case FAILED -> null;
      };
    };
  }
}
