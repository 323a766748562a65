package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.api.BulkCriteria.BulkPreconditions;
import dev.freehold.auth.Caller;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PathIdReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan.Link;
import dev.freehold.problem.Problem;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.sql.LeaveSql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/// `DELETE /lists/{id}/friends/me`: 204. The caller leaves a list of people; the rest of the list keeps
/// its order. A caller who is not in it, or may not read the row, gets `NOT_FOUND`.
final class LeaveOperation implements WriteOperation {
  private final ResourcePlan plan;
  private final Authorizer authorizer;
  private final ViewCache<LeaveSql> leave;
  private final StatementRunner statements;

  /// @param link of the list
  LeaveOperation(OperationDependencies dependencies, ResourcePlan plan, Link link) {
    this.plan = plan;
    this.authorizer = dependencies.authorizer();
    this.leave = new ViewCache<>(view -> new LeaveSql(dependencies.api(), view, link));
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(plan), dependencies.schema());
  }

  /// The path of the caller in a list.
  ///
  /// @param row the path of the row
  static String path(String row, Link link) {
    return row + "/" + link.column().name() + "/me";
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return caller instanceof Caller.Anonymous
        ? Optional.of(new Problem.Unauthorized())
        : authorizer
            .refusal(caller, plan, CrudOperation.READ)
            .or(() -> authorizer.writeRefusal(caller, plan));
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    GrantedAccess granted = authorizer.grant(caller, plan, CrudOperation.READ);
    authorizer
        .writeRefusal(caller, plan)
        .ifPresent(
            problem -> {
              throw problem.toException();
            });
    request.rejectQueryParameters();
    BulkPreconditions.refuse(request);
    Object id = PathIdReader.read(plan.id(), request.pathParameter(PathIdReader.PARAMETER));
    return Future.succeededFuture(
        new PreparedWrite(
            PreparedWrite.Kind.STATEMENT,
            database ->
                statements
                    .run(
                        database,
                        leave.get(granted.view()).of(granted.scope(), id),
                        SingleRowReply.reply(_ -> Reply.noContent()))
                    .compose(Function.identity())));
  }
}
