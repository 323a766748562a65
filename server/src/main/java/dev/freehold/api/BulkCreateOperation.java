package dev.freehold.api;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.api.CreateOperation.CompiledCreate;
import dev.freehold.api.WriteOperation.MinimalReply;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.FieldValues;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Access;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `POST /tasks` with an array: 201 with the new rows, in the order of the array. Creates all rows
/// or none.
public final class BulkCreateOperation implements WriteOperation {
  /// The most rows in one request.
  public static final int MAX_ROWS = 100;

  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final RequestBodyExecutor bodies;
  private final StatementRunner statements;
  private final SerializedString key;
  private final ViewCache<CompiledCreate> compiled;

  public BulkCreateOperation(OperationDependencies dependencies, ResourcePlan plan) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.bodies = dependencies.bodies();
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
    this.key = new SerializedString(plan.name());
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
        .run(body.length, () -> by.body().readMany(body, MAX_ROWS))
        .map(
            all ->
                new PreparedWrite(
                    PreparedWrite.Kind.TRANSACTION,
                    on -> created(on, granted.scope(), by, all, minimal)));
  }

  private Future<Reply> created(
      Database database,
      RowScope scope,
      CompiledCreate by,
      List<FieldValues> all,
      boolean minimal) {
    MultiRowReply reply = new MultiRowReply(key, by.writer());
    List<Future<Boolean>> inserted = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      FieldValues values = all.get(i);
      String prefix = "[" + i + "].";
      inserted.add(
          statements
              .run(WrittenRows.at(database, prefix), by.insert().of(scope, values), reply.row())
              .compose(
                  created ->
                      created
                          ? Future.succeededFuture(true)
                          : by.<Boolean>refused(statements, database, scope, values))
              .recover(
                  failure -> Future.failedFuture(ViolationPathPrefix.prepend(prefix, failure))));
    }
    return Future.all(inserted).map(_ -> minimal ? MinimalReply.of(201) : reply.close(201));
  }
}
