package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
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
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.SqlStatement;
import dev.freehold.sql.UpdateSql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `PUT` and `PATCH /tasks/{id}`: 200 with the updated row. Only the fields in the body change. A
/// body without fields changes nothing, not even the version and the timestamps.
final class UpdateOperation implements WriteOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final RequestBodyExecutor bodies;
  private final StatementRunner statements;
  private final ViewCache<CompiledUpdate> compiled;

  /// The body reader, statements and row writer for one view of a resource.
  record CompiledUpdate(
      BodyReader body, ReadSql read, UpdateSql update, Selection selection, JsonRowWriter writer) {
    static ViewCache<CompiledUpdate> cache(OperationDependencies dependencies, ResourcePlan plan) {
      ReadSql read = new ReadSql(dependencies.api(), plan, dependencies.statementTexts());
      return new ViewCache<>(
          view ->
              new CompiledUpdate(
                  BodyReader.ofUpdate(view),
                  read,
                  new UpdateSql(dependencies.api(), view),
                  Selection.allColumns(view),
                  new JsonRowWriter(Selection.allColumns(view), 0)));
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
        PreconditionHeaders.read(request.header("If-Match"), request.header("If-None-Match"));
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
                  false,
                  database ->
                      verifyEcho(database, by, granted.scope(), id, values, violations)
                          .compose(
                              _ ->
                                  write(
                                      database,
                                      by,
                                      granted.scope(),
                                      id,
                                      values,
                                      precondition,
                                      minimal)));
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
                        : changed(by.writer(), row, minimal)))
        .compose(Function.identity());
  }

  /// Compares the values of fields that the caller may not write with the row: clients send back the
  /// row as they read it. Fails with every violation of the body if one is changed.
  private Future<Boolean> verifyEcho(
      Database database,
      CompiledUpdate by,
      RowScope scope,
      Object id,
      FieldValues values,
      ViolationCollector violations) {
    if (values.echoed().isEmpty()) {
      return Future.succeededFuture(true);
    }
    return statements
        .run(
            database,
            by.read().of(scope, by.selection(), id),
            Collectors.mapping(row -> by.writer().toJson(row), Collectors.<JsonObject>toList()))
        .map(
            rows -> {
              if (rows.isEmpty() && violations.isEmpty()) {
                throw new Problem.NotFound().toException();
              }
              values
                  .echoed()
                  .forEach(
                      (field, sent) -> {
                        if (rows.isEmpty()
                            || !isEqual(rows.getFirst().getValue(field), sent.json())) {
                          violations.add(field, ViolationCode.READ_ONLY, sent.reason());
                        }
                      });
              violations.throwIfAny();
              return true;
            });
  }

  /// Compares JSON values; numbers by their value.
  private static boolean isEqual(@Nullable Object stored, String json) {
    return new JsonArray().add(stored).equals(new JsonArray("[" + json + "]"));
  }

  /// The version of a row that was read and not updated.
  private static long version(CompiledUpdate by, Row row) {
    return row.getLong(by.writer().endIndex());
  }

  /// Null if the precondition failed.
  private static @Nullable Reply changed(JsonRowWriter writer, Row row, boolean minimal) {
    Long version = row.getLong(writer.endIndex());
    if (version == null) {
      return null;
    }
    Reply.Header etag = SingleRowReply.etag(version);
    return minimal ? MinimalReply.of(204, etag) : SingleRowReply.withRow(200, writer, row, etag);
  }
}
