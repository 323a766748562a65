package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.OperationTable.OperationRoute;
import dev.freehold.auth.Caller;
import dev.freehold.auth.RequestAuthenticator.OptionalAuthEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import dev.freehold.sql.IdempotencySql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The operations of all resources and batches, as endpoints.
public final class ResourceEndpoints {
  private static final String BATCH = "/batch";

  private ResourceEndpoints() {}

  /// Compiles every statement, reader and writer; requests only bind values.
  ///
  /// @param idCounters advances the id counter of a table; never fails
  public static List<ResourceEndpoint> of(
      OperationDependencies dependencies,
      RequestDatabases databases,
      Function<String, Future<Boolean>> idCounters) {
    PerCallerBulkhead bulkhead = new PerCallerBulkhead(databases);
    IdempotencyExecutor idempotent =
        new IdempotencyExecutor(
            bulkhead,
            dependencies.authorizer(),
            new IdempotencySql(dependencies.api()),
            dependencies.schema());
    WriteExecutor execution =
        new WriteExecutor(bulkhead, idempotent, new UniqueDeferral(dependencies), idCounters);
    TeamRoleLookup teamRoles = new TeamRoleLookup(dependencies);
    List<OperationRoute> table = new ArrayList<>(OperationTable.of(dependencies));
    table.add(
        new OperationRoute(
            RequestMethod.POST,
            dependencies.api().base() + BATCH,
            Route.Body.JSON,
            new BatchOperation(dependencies, List.copyOf(table))));
    return table.stream()
        .map(
            line ->
                new ResourceEndpoint(
                    line.method(),
                    line.path(),
                    line.body(),
                    endpoint(line.operation(), bulkhead, execution, teamRoles)))
        .toList();
  }

  private static OptionalAuthEndpoint endpoint(
      ApiOperation operation,
      PerCallerBulkhead bulkhead,
      WriteExecutor execution,
      TeamRoleLookup teamRoles) {
    return new OptionalAuthEndpoint() {
      @Override
      public Future<Reply> answer(Request request, Caller caller) {
        return teamRoles.isNeeded(caller)
            ? teamRoles
                .of(caller, bulkhead.database(request, caller))
                .compose(known -> run(request, known))
            : run(request, caller);
      }

      private Future<Reply> run(Request request, Caller caller) {
        return operation instanceof WriteOperation change
            ? execution.run(change, request, caller)
            : operation.answer(request, caller, bulkhead.database(request, caller));
      }

      @Override
      public Optional<Problem> refusal(Caller caller) {
        return operation.refusal(caller);
      }
    };
  }
}
