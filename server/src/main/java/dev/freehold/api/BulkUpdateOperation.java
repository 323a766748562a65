package dev.freehold.api;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.api.BulkCriteria.BulkPreconditions;
import dev.freehold.api.UpdateOperation.CompiledUpdate;
import dev.freehold.api.WriteOperation.MinimalReply;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.input.BodyReader.RowUpdate;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.Precondition;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Access;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  public BulkUpdateOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.bodies = dependencies.bodies();
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.key = new SerializedString(plan.name());
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
    BulkPreconditions.refuse(request);
    boolean minimal = MinimalReply.isPreferred(request);
    CompiledUpdate by = compiled.get(granted.view());
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> by.body().readManyWithId(body, BulkCreateOperation.MAX_ROWS))
        .map(
            all ->
                new PreparedWrite(
                    PreparedWrite.Kind.END_STATE_TRANSACTION,
                    on -> changed(on, granted.scope(), by, all, minimal)));
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
                  found ->
                      found ? Future.succeededFuture(true) : absent(database, scope, by, row.id()))
              .recover(
                  failure -> Future.failedFuture(ViolationPathPrefix.prepend(prefix, failure))));
    }
    return Future.all(changed).map(_ -> minimal ? MinimalReply.of(204) : reply.close(200));
  }

  private Future<Boolean> absent(Database database, RowScope scope, CompiledUpdate by, Object id) {
    Problem notFound = new Problem.NotFound();
    return by.mayBeRefused(scope, notFound)
        ? by.refusal(statements, database, scope, id, new Precondition.None())
            .compose(why -> Future.failedFuture(why.orElse(notFound).toException()))
        : Future.failedFuture(notFound.toException());
  }
}
