package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.api.EchoComparison.StoredRow;
import dev.freehold.api.WriteOperation.MinimalReply;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.input.BodyReader;
import dev.freehold.input.PathIdReader;
import dev.freehold.input.PreconditionHeaders;
import dev.freehold.input.ViolationCollector;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.EntityTag;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.SqlStatement;
import dev.freehold.sql.UpdateSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `PUT` and `PATCH /tasks/{id}`: 200 with the updated row. Only the fields in the body change. A
/// body without fields changes nothing, not even the version and the timestamps.
final class UpdateOperation implements WriteOperation {
  private static final int ECHO_ATTEMPTS = 3;

  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final RequestBodyExecutor bodies;
  private final StatementRunner statements;
  private final ViewCache<CompiledUpdate> compiled;

  /// The body reader, statements and row writer for one view of a resource.
  record CompiledUpdate(
      BodyReader body,
      ReadSql read,
      UpdateSql update,
      Selection selection,
      JsonRowWriter writer,
      EntityTagColumn tag,
      FieldWriteRefusal.OfUpdate fields,
      ReferenceRefusal references) {
    static ViewCache<CompiledUpdate> cache(OperationDependencies dependencies, ResourcePlan plan) {
      ReadSql read = new ReadSql(dependencies.api(), plan, dependencies.statementTexts());
      return new ViewCache<>(
          view -> {
            Selection selection = Selection.allColumns(view);
            JsonRowWriter writer = new JsonRowWriter(selection, 0);
            return new CompiledUpdate(
                BodyReader.ofUpdate(view),
                read,
                new UpdateSql(dependencies.api(), view),
                selection,
                writer,
                EntityTagColumn.after(writer, selection),
                new FieldWriteRefusal.OfUpdate(dependencies.api(), view),
                new ReferenceRefusal(dependencies.api(), view, view.updateFields()));
          });
    }

    /// Whether the failed update may have been refused for the row that it would have made, for a move,
    /// or for a field.
    boolean mayBeRefused(RowScope scope, FieldValues values, Problem failure) {
      return (scope.extent() instanceof Extent.Matching || fields.mayApply(values))
          && (failure instanceof Problem.NotFound || failure instanceof Problem.PreconditionFailed);
    }

    /// Empty unless the caller may update the stored row, which meets the precondition.
    /// `VALIDATION_ERROR` if the body has a field that the caller may not write in this row, or refers
    /// to a row that the caller may not read; `CONFLICT` if a value cannot make its move; `FORBIDDEN`
    /// if the new row would be out of reach. Otherwise a policy that this server does not know hides
    /// the row, `UNAVAILABLE`, or a concurrent request has made the change possible since: `CONFLICT`
    /// again, because a repetition may meet the same.
    Future<Optional<Problem>> refusal(
        StatementRunner statements,
        Database database,
        RowScope scope,
        Object id,
        FieldValues values,
        Precondition precondition) {
      Future<Optional<Problem>> refusal =
          statements.run(
              database,
              read.of(scope, selection, id),
              Collectors.reducing(
                  Optional.empty(),
                  row ->
                      precondition.isMetBy(Objects.requireNonNull(tag.read(row)).version())
                          ? Optional.of(outOfReach(scope, values))
                          : Optional.empty(),
                  (_, found) -> found));
      return refusal
          .compose(
              why ->
                  why.isEmpty()
                      ? Future.succeededFuture(why)
                      : fields
                          .of(statements, database, scope, id, values)
                          .map(refused -> refused.or(() -> why)))
          .compose(
              why -> {
                Problem problem = why.orElse(null);
                if (problem instanceof Problem.Forbidden) {
                  return references
                      .of(statements, database, scope, values)
                      .map(unknown -> unknown.or(() -> why));
                }
                return problem != null && problem.equals(concurrent(values))
                    ? statements.explainUnchangedRow().map(changed -> changed.or(() -> why))
                    : Future.succeededFuture(why);
              });
    }

    private Problem outOfReach(RowScope scope, FieldValues values) {
      return scope.extent() instanceof Extent.Matching
          ? new Problem.Forbidden()
          : concurrent(values);
    }

    /// The stored row allows the change, and did not when the statement ran.
    private Problem concurrent(FieldValues values) {
      return new Problem.Conflict(fields.concurrent(values).toList());
    }

    /// An update of one row, or a read if there is no field to change.
    SqlStatement statement(
        RowScope scope, Object id, FieldValues values, Precondition precondition) {
      return values.isEmpty()
          ? read.of(scope, selection, id)
          : update.of(scope, id, values, precondition);
    }
  }

  public UpdateOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.bodies = dependencies.bodies();
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.compiled = CompiledUpdate.cache(dependencies, plan);
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.UPDATE);
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.UPDATE);
    request.rejectQueryParameters();
    Object id = PathIdReader.read(plan.id(), request.pathParameter(PathIdReader.PARAMETER));
    Precondition precondition =
        PreconditionHeaders.ofWrite(request.header("If-Match"), request.header("If-None-Match"));
    boolean minimal = MinimalReply.isPreferred(request);
    CompiledUpdate by = compiled.get(granted.view());
    byte[] body = request.body().getBytes();
    ViolationCollector violations = new ViolationCollector();
    return bodies
        .run(body.length, () -> by.body().readWholeRow(body, violations))
        .map(
            values -> {
              if (values.echoed().isEmpty()) {
                violations.throwIfAny();
              }
              return new PreparedWrite(
                  PreparedWrite.Kind.STATEMENT,
                  database ->
                      values.echoed().isEmpty()
                          ? write(database, by, granted.scope(), id, values, precondition, minimal)
                          : writeEchoed(
                              new EchoedUpdate(
                                  database,
                                  by,
                                  granted.scope(),
                                  id,
                                  values,
                                  violations,
                                  precondition,
                                  minimal),
                              ECHO_ATTEMPTS));
            });
  }

  private Future<Reply> write(
      Database database,
      CompiledUpdate by,
      RowScope scope,
      Object id,
      FieldValues values,
      Precondition precondition,
      boolean minimal) {
    return statements
        .run(
            database,
            by.statement(scope, id, values, precondition),
            SingleRowReply.reply(
                row ->
                    values.isEmpty() && !precondition.isMetBy(version(by, row))
                        ? null
                        : changed(by, row, minimal)))
        .compose(Function.identity())
        .recover(
            failure ->
                failure instanceof ProblemException e && by.mayBeRefused(scope, values, e.problem())
                    ? by.refusal(statements, database, scope, id, values, precondition)
                        .compose(why -> Future.failedFuture(why.orElse(e.problem()).toException()))
                    : Future.failedFuture(failure));
  }

  /// An update with values of fields that the caller may not write.
  private record EchoedUpdate(
      Database database,
      CompiledUpdate by,
      RowScope scope,
      Object id,
      FieldValues values,
      ViolationCollector violations,
      Precondition precondition,
      boolean minimal) {}

  /// Reads the row, compares the echoed values with it, and updates the version that it read. Starts
  /// again if another request changed the row in between.
  private Future<Reply> writeEchoed(EchoedUpdate update, int attempts) {
    EchoComparison echoes = new EchoComparison(update.by());
    return statements
        .run(
            update.database(),
            update.by().read().of(update.scope(), update.by().selection(), update.id()),
            Collectors.mapping(
                row -> echoes.stored(update.values(), row), Collectors.<StoredRow>toList()))
        .compose(
            rows -> {
              if (!rows.isEmpty()
                  && update.violations().isEmpty()
                  && !update.precondition().isMetBy(rows.getFirst().version())) {
                throw new Problem.PreconditionFailed().toException();
              }
              return bodies.run(
                  EchoComparison.length(update.values()), () -> verify(update, echoes, rows));
            })
        .compose(
            version ->
                write(
                    update.database(),
                    update.by(),
                    update.scope(),
                    update.id(),
                    update.values(),
                    new Precondition.IfMatch(List.of(version)),
                    update.minimal()))
        .recover(
            failure ->
                update.precondition() instanceof Precondition.None
                        && failure instanceof ProblemException e
                        && e.problem() instanceof Problem.PreconditionFailed
                    ? attempts > 1 ? writeEchoed(update, attempts - 1) : contended()
                    : Future.failedFuture(failure));
  }

  /// The client gave no precondition: other requests keep changing the row, or a policy that this
  /// server does not know hides it.
  private Future<Reply> contended() {
    return statements
        .explainUnchangedRow()
        .compose(
            changed ->
                Future.failedFuture(
                    changed
                        .orElseGet(() -> new Problem.Unavailable(1, Problem.Outcome.NONE))
                        .toException()));
  }

  /// The version of the row; fails with every violation of the body if an echoed value differs.
  private static String verify(EchoedUpdate update, EchoComparison echoes, List<StoredRow> rows) {
    if (rows.isEmpty() && update.violations().isEmpty()) {
      throw new Problem.NotFound().toException();
    }
    echoes.compare(update.values(), rows.isEmpty() ? null : rows.getFirst(), update.violations());
    update.violations().throwIfAny();
    return rows.getFirst().version();
  }

  /// The version of a row that was read and not updated.
  private static String version(CompiledUpdate by, Row row) {
    return Objects.requireNonNull(by.tag().read(row)).version();
  }

  /// Null if the precondition failed.
  private static @Nullable Reply changed(CompiledUpdate by, Row row, boolean minimal) {
    EntityTag tag = by.tag().read(row);
    if (tag == null) {
      return null;
    }
    Reply.Header header = EntityTagColumn.header(tag);
    return minimal
        ? MinimalReply.of(204, header)
        : SingleRowReply.withRow(200, by.writer(), row, header);
  }
}
