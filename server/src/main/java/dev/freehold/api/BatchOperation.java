package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.OperationTable.OperationRoute;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.http.RequestMethod;
import dev.freehold.problem.Problem;
import dev.freehold.query.QueryCost;
import dev.freehold.query.RowScope.Extent;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `POST /batch`: up to fifty operations, run in order in one transaction: 200 with the reply of
/// each. If one fails, the response is its error and the transaction is rolled back.
final class BatchOperation implements WriteOperation {
  private static final QueryCost WITH_LISTS =
      new QueryCost.Scan("", Extent.OWN, QueryCost.ScanReason.BATCH);

  private final RequestBodyExecutor bodies;
  private final boolean teams;
  private final BatchStepDispatcher dispatch;

  /// @param table the operations that may be steps
  public BatchOperation(OperationDependencies dependencies, List<OperationRoute> table) {
    this.bodies = dependencies.bodies();
    this.teams = dependencies.api().teams() != null;
    this.dispatch = new BatchStepDispatcher(dependencies, table);
  }

  /// Refuses anonymous callers, even if every step allows them: transactions are too expensive for
  /// them.
  @Override
  public Optional<Problem> refusal(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous _ -> Optional.of(new Problem.Unauthorized());
      case Caller.User _ -> Optional.empty();
    };
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    refusal(caller)
        .ifPresent(
            why -> {
              throw why.toException();
            });
    request.rejectQueryParameters();
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> BatchBodyReader.read(body, teams))
        .map(
            steps ->
                new PreparedWrite(
                    kind(steps), cost(steps), database -> run(steps, request, caller, database)));
  }

  private static PreparedWrite.Kind kind(List<BatchStep> steps) {
    return steps.stream().allMatch(s -> s.method() == RequestMethod.GET)
        ? PreparedWrite.Kind.READ_TRANSACTION
        : PreparedWrite.Kind.END_STATE_TRANSACTION;
  }

  /// An estimate by the addresses: the queries are resolved when the steps before them have run.
  private static QueryCost cost(List<BatchStep> steps) {
    return steps.stream().anyMatch(BatchStep::mayReadManyRows) ? WITH_LISTS : QueryCost.BOUNDED;
  }

  private Future<Reply> run(
      List<BatchStep> steps, Request request, Caller caller, Database database) {
    BatchResults results = new BatchResults();
    Future<Boolean> done = Future.succeededFuture(true);
    for (int i = 0; i < steps.size(); i++) {
      BatchStep step = steps.get(i);
      String place = "operations[" + i + "].";
      done =
          done.compose(
              _ ->
                  Future.succeededFuture(step)
                      .compose(
                          s ->
                              dispatch.answer(
                                  s, results, request, caller, WrittenRows.at(database, place)))
                      .map(results::add)
                      .recover(
                          failure ->
                              Future.failedFuture(ViolationPathPrefix.prepend(place, failure))));
    }
    return done.map(_ -> ReplyEnvelope.data(200, results::write));
  }

  /// One operation of a batch, from the body.
  ///
  /// @param path relative to the base path, with the query
  /// @param body null if there is none
  /// @param headers by their names in lower case
  /// @param team the team that the step names; null for that of the batch
  record BatchStep(
      RequestMethod method,
      BatchTemplate path,
      @Nullable BatchTemplate body,
      Map<String, String> headers,
      @Nullable BatchTemplate team) {
    BatchStep {
      headers = Map.copyOf(headers);
    }

    /// Whether it is a list or has a query. The segments of a path alternate between names and ids.
    boolean mayReadManyRows() {
      String address = String.join("", path.literals());
      boolean endsWithName = address.chars().filter(c -> c == '/').count() % 2 == 1;
      return address.indexOf('?') >= 0 || (method == RequestMethod.GET && endsWithName);
    }
  }
}
