package dev.freehold.api.route;

import dev.freehold.api.Change;
import dev.freehold.api.Operation;
import dev.freehold.api.OperationRoute;
import dev.freehold.api.Parts;
import dev.freehold.api.batch.Batch;
import dev.freehold.api.write.Apart;
import dev.freehold.api.write.Execution;
import dev.freehold.api.write.Idempotent;
import dev.freehold.auth.Caller;
import dev.freehold.auth.OpenEndpoint;
import dev.freehold.db.Database;
import dev.freehold.db.transaction.Transactions;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Method;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import dev.freehold.sql.IdempotencySql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The routes of all resources, and that of batches, each behind its guard.
public final class ResourceRoutes {
  private static final String BATCH = "/batch";

  private ResourceRoutes() {}

  /// Compiles every statement, reader and writer; requests only bind values.
  ///
  /// @param database under the runtime role, which owns nothing and is held to row-level security
  /// @param wide the same, for what may take its time; at least three on each event loop
  /// @param transactions the same; at least four on each event loop
  /// @param guard tells an endpoint who asks, and refuses those who are not who they say
  public static List<Route> of(
      Parts parts,
      Database database,
      Database wide,
      Transactions transactions,
      Function<OpenEndpoint, Endpoint> guard) {
    Apart apart = new Apart(transactions, wide);
    Idempotent idempotent =
        new Idempotent(apart, parts.authorize(), new IdempotencySql(parts.api()));
    Execution execution = new Execution(database, apart, idempotent);
    List<OperationRoute> table = new ArrayList<>(OperationTable.of(parts));
    table.add(
        new OperationRoute(
            Method.POST,
            parts.api().base() + BATCH,
            Route.Body.JSON,
            new Batch(parts, List.copyOf(table))));
    return table.stream()
        .map(
            line ->
                new Route(
                    line.method(),
                    line.path(),
                    line.body(),
                    guard.apply(endpoint(line.operation(), database, apart, execution))))
        .toList();
  }

  private static OpenEndpoint endpoint(
      Operation operation, Database database, Apart apart, Execution execution) {
    return new OpenEndpoint() {
      @Override
      public Future<Reply> answer(Request request, Caller caller) {
        return operation instanceof Change change
            ? execution.run(change, request, caller)
            : operation.answer(
                request, caller, Apart.isWide(request) ? apart.reading(request, caller) : database);
      }

      @Override
      public Optional<Problem> refusal(Caller caller) {
        return operation.refusal(caller);
      }
    };
  }
}
