package dev.freehold.api;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.api.BulkCriteria.BulkPreconditions;
import dev.freehold.api.EchoComparison.StoredRow;
import dev.freehold.api.UpdateOperation.CompiledUpdate;
import dev.freehold.api.WriteOperation.MinimalReply;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.input.BodyReader.RowUpdate;
import dev.freehold.input.ViolationCollector;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Access;
import dev.freehold.sql.LockRowsSql;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// `PATCH /tasks` with an array of rows with ids: 200 with the updated rows, in the order of the
/// array. Updates all rows or none: if the caller may not change a row, or it does not exist, the
/// response is `NOT_FOUND`.
final class BulkUpdateOperation implements WriteOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final RequestBodyExecutor bodies;
  private final StatementRunner statements;
  private final SerializedString key;
  private final ViewCache<CompiledUpdate> compiled;
  private final ViewCache<LockRowsSql> locks;

  public BulkUpdateOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.bodies = dependencies.bodies();
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.key = new SerializedString(plan.name());
    this.compiled = CompiledUpdate.cache(dependencies, plan);
    this.locks = new ViewCache<>(view -> new LockRowsSql(dependencies.api(), view));
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer.refusal(caller, plan, Access.CrudOperation.UPDATE);
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, plan, Access.CrudOperation.UPDATE);
    request.rejectQueryParameters();
    BulkPreconditions.refuse(request);
    boolean minimal = MinimalReply.isPreferred(request);
    CompiledUpdate by = compiled.get(granted.view());
    LockRowsSql lock = locks.get(granted.view());
    byte[] body = request.body().getBytes();
    ViolationCollector violations = new ViolationCollector();
    return bodies
        .run(
            body.length,
            () -> by.body().readWholeRows(body, BulkCreateOperation.MAX_ROWS, violations))
        .map(
            all -> {
              boolean echoes = all.stream().anyMatch(row -> !row.values().echoed().isEmpty());
              if (!echoes) {
                violations.throwIfAny();
              }
              return new PreparedWrite(
                  PreparedWrite.Kind.END_STATE_TRANSACTION,
                  on ->
                      echoes
                          ? verified(on, granted.scope(), by, lock, all, violations)
                              .compose(_ -> changed(on, granted.scope(), by, all, minimal))
                          : locked(
                              on,
                              lock.of(granted.scope(), ids(all)),
                              () -> changed(on, granted.scope(), by, all, minimal)));
            });
  }

  private static List<Object> ids(List<RowUpdate> all) {
    return all.stream().map(RowUpdate::id).toList();
  }

  /// The read set begins with the id.
  private static Object id(Row row) {
    return Objects.requireNonNull(row.getValue(0));
  }

  /// Runs the work behind the lock, without waiting for it: the statements of both are pipelined.
  private Future<Reply> locked(Database database, SqlStatement lock, Supplier<Future<Reply>> work) {
    Future<Long> locked = statements.run(database, lock, Collectors.counting());
    Future<Reply> reply = work.get();
    return Future.all(locked, reply).map(_ -> reply.result());
  }

  /// Locks and reads the rows. Fails with every violation of the body if a field that the caller may
  /// not write has another value than the row. A row that is not there has no value to compare with;
  /// its update fails.
  private Future<Boolean> verified(
      Database database,
      RowScope scope,
      CompiledUpdate by,
      LockRowsSql lock,
      List<RowUpdate> all,
      ViolationCollector violations) {
    EchoComparison echoes = new EchoComparison(by);
    Map<Object, FieldValues> values =
        all.stream().collect(Collectors.toMap(RowUpdate::id, RowUpdate::values));
    int length = all.stream().mapToInt(row -> EchoComparison.length(row.values())).sum();
    return statements
        .run(
            database,
            lock.reading(scope, ids(all)),
            Collectors.toMap(
                BulkUpdateOperation::id,
                row -> echoes.stored(Objects.requireNonNull(values.get(id(row))), row)))
        .compose(
            rows ->
                bodies.run(
                    length,
                    () -> {
                      for (RowUpdate row : all) {
                        StoredRow stored = rows.get(row.id());
                        if (stored != null) {
                          violations.setPathPrefix("[" + row.position() + "].");
                          echoes.compare(row.values(), stored, violations);
                        }
                      }
                      violations.setPathPrefix("");
                      violations.throwIfAny();
                      return true;
                    }));
  }

  private Future<Reply> changed(
      Database database, RowScope scope, CompiledUpdate by, List<RowUpdate> all, boolean minimal) {
    MultiRowReply reply = new MultiRowReply(key, by.writer());
    List<Future<Boolean>> changed = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      RowUpdate row = all.get(i);
      String prefix = "[" + i + "].";
      changed.add(
          statements
              .run(
                  WrittenRows.at(database, prefix),
                  by.statement(scope, row.id(), row.values(), new Precondition.None()),
                  reply.row())
              .compose(
                  found -> found ? Future.succeededFuture(true) : absent(database, scope, by, row))
              .recover(
                  failure -> Future.failedFuture(ViolationPathPrefix.prepend(prefix, failure))));
    }
    return Future.all(changed).map(_ -> minimal ? MinimalReply.of(204) : reply.close(200));
  }

  private Future<Boolean> absent(
      Database database, RowScope scope, CompiledUpdate by, RowUpdate row) {
    Problem notFound = new Problem.NotFound();
    return by.mayBeRefused(scope, row.values(), notFound)
        ? by.refusal(statements, database, scope, row.id(), row.values(), new Precondition.None())
            .compose(why -> Future.failedFuture(why.orElse(notFound).toException()))
        : Future.failedFuture(notFound.toException());
  }
}
