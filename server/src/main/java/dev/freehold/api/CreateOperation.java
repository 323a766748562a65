package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.api.WriteOperation.MinimalReply;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.input.BodyReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.FieldValues;
import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.InsertSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// `POST /tasks`: 201 with the new row. The caller owns it, or the team does.
final class CreateOperation implements WriteOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final RequestBodyExecutor bodies;
  private final StatementRunner statements;
  private final String address;
  private final CreatedRowWriter writer;
  private final ViewCache<CompiledCreate> compiled;

  /// Writes the new row as JSON.
  @FunctionalInterface
  interface CreatedRowWriter {
    void write(JsonGenerator out, JsonRowWriter columns, Row row) throws IOException;
  }

  /// The body reader, statement and row writer for one view of a resource.
  record CompiledCreate(
      BodyReader body,
      InsertSql insert,
      JsonRowWriter writer,
      EntityTagColumn tag,
      ReferenceRefusal references,
      FieldWriteRefusal.OfCreate fields,
      TeamGuard team) {
    /// @param statements of the operation
    static ViewCache<CompiledCreate> cache(
        OperationDependencies dependencies, StatementRunner statements) {
      return new ViewCache<>(
          view -> {
            Selection selection = Selection.allColumns(view);
            JsonRowWriter writer = new JsonRowWriter(selection, 0);
            return new CompiledCreate(
                BodyReader.ofCreate(view),
                new InsertSql(dependencies.api(), view, dependencies.ids()),
                writer,
                EntityTagColumn.after(writer, selection),
                new ReferenceRefusal(dependencies.api(), view, view.createFields()),
                new FieldWriteRefusal.OfCreate(dependencies.api(), view),
                new TeamGuard(dependencies, view.plan(), statements));
          });
    }

    /// The failure of an insert that made no row.
    <T> Future<T> refused(
        StatementRunner statements, Database database, RowScope scope, FieldValues values) {
      return team.guard(
              database,
              scope,
              references
                  .of(statements, database, scope, values)
                  .compose(
                      unknown ->
                          unknown.isPresent()
                              ? Future.succeededFuture(unknown)
                              : fields.of(statements, database, scope, values)))
          .compose(why -> Future.failedFuture(why.orElseGet(Problem.Forbidden::new).toException()));
    }
  }

  CreateOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this(dependencies, plan, (out, columns, row) -> columns.write(out, row));
  }

  CreateOperation(OperationDependencies dependencies, ResourcePlan plan, CreatedRowWriter writer) {
    this.plan = plan;
    this.writer = writer;
    this.authorizer = dependencies.authorizer();
    this.bodies = dependencies.bodies();
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.address = dependencies.api().base() + "/" + plan.name() + "/";
    this.compiled = CompiledCreate.cache(dependencies, statements);
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.CREATE);
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.CREATE);
    request.rejectQueryParameters();
    boolean minimal = MinimalReply.isPreferred(request);
    CompiledCreate by = compiled.get(granted.view());
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> by.body().read(body))
        .map(
            values ->
                new PreparedWrite(
                    PreparedWrite.Kind.STATEMENT,
                    database ->
                        statements
                            .run(
                                database,
                                by.insert().of(granted.scope(), values),
                                SingleRowReply.reply(
                                    row -> created(by, row, minimal), Problem.Forbidden::new))
                            .compose(Function.identity())
                            .recover(
                                failure ->
                                    failure instanceof ProblemException e
                                            && e.problem() instanceof Problem.Forbidden
                                        ? by.refused(statements, database, granted.scope(), values)
                                        : Future.failedFuture(failure))));
  }

  /// The id is the first column of every selection.
  private Reply created(CompiledCreate by, Row row, boolean minimal) {
    Reply.Header location = new Reply.Header("Location", address + row.getValue(0));
    Reply.Header etag = EntityTagColumn.header(Objects.requireNonNull(by.tag().read(row)));
    if (minimal) {
      return MinimalReply.of(201, location, etag);
    }
    Reply reply = ReplyEnvelope.data(201, out -> writer.write(out, by.writer(), row));
    return new Reply(201, List.of(location, etag), reply.contentType(), reply.body());
  }
}
