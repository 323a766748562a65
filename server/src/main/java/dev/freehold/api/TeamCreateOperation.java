package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.input.BodyReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.TeamFoundingSql;
import dev.freehold.sql.TeamFoundingSql.Founding;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `POST /teams`: 201 with the new team. The caller is its first member and administers it.
final class TeamCreateOperation implements WriteOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final RequestBodyExecutor bodies;
  private final StatementRunner statements;
  private final ReadSql read;
  private final String address;
  private final ViewCache<CompiledFounding> compiled;

  private record CompiledFounding(
      BodyReader body,
      TeamFoundingSql founding,
      Selection selection,
      JsonRowWriter writer,
      EntityTagColumn tag) {
    static CompiledFounding of(OperationDependencies dependencies, ResourceView view) {
      Selection selection = Selection.allColumns(view);
      JsonRowWriter writer = new JsonRowWriter(selection, 0);
      return new CompiledFounding(
          BodyReader.ofCreate(view),
          new TeamFoundingSql(dependencies.api(), view, dependencies.ids()),
          selection,
          writer,
          EntityTagColumn.after(writer, selection));
    }
  }

  /// @param plan of the teams
  TeamCreateOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.bodies = dependencies.bodies();
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.read = new ReadSql(dependencies.api(), plan, dependencies.statementTexts());
    this.address = dependencies.api().base() + "/" + plan.name() + "/";
    this.compiled = new ViewCache<>(view -> CompiledFounding.of(dependencies, view));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.CREATE);
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.CREATE);
    RowScope readable = authorizer.grant(caller, plan, Access.CrudOperation.READ).scope();
    request.rejectQueryParameters();
    boolean minimal = MinimalReply.isPreferred(request);
    CompiledFounding by = compiled.get(granted.view());
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> by.body().read(body))
        .map(
            values ->
                new PreparedWrite(
                    PreparedWrite.Kind.TRANSACTION,
                    database ->
                        founded(
                            database,
                            by,
                            by.founding().of(granted.scope(), values),
                            readable,
                            minimal)));
  }

  private Future<Reply> founded(
      Database database,
      CompiledFounding by,
      Founding founding,
      RowScope readable,
      boolean minimal) {
    return statements
        .run(database, founding.team(), Collectors.counting())
        .compose(_ -> statements.run(database, founding.membership(), Collectors.counting()))
        .compose(
            _ ->
                statements.run(
                    database,
                    read.of(readable, by.selection(), founding.id()),
                    SingleRowReply.reply(row -> created(by, row, minimal))))
        .compose(Function.identity());
  }

  private Reply created(CompiledFounding by, Row row, boolean minimal) {
    Reply.Header location = new Reply.Header("Location", address + row.getValue(0));
    Reply.Header etag = EntityTagColumn.header(Objects.requireNonNull(by.tag().read(row)));
    return minimal
        ? MinimalReply.of(201, location, etag)
        : SingleRowReply.withRow(201, by.writer(), row, location, etag);
  }
}
