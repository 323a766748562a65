package dev.freehold.api;

import dev.freehold.api.WriteOperation.PreparedWrite;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.http.RequestMethod;
import dev.freehold.input.IdempotencyKeyHeader;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.QueryCost;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs write operations. One statement runs by itself; several statements, a dry run and a request
/// with an `Idempotency-Key` run in a transaction.
final class WriteExecutor {
  private static final Reply.Header DRY_RUN = new Reply.Header("Dry-Run", "true");

  /// The times that a write is tried before a taken id is an error.
  private static final int ID_ATTEMPTS = 4;

  private static final Problem TAKEN_ID = new Problem.Unavailable(1, Problem.Outcome.NONE);

  private final PerCallerBulkhead bulkhead;
  private final IdempotencyExecutor idempotent;
  private final UniqueDeferral uniques;
  private final Function<String, Future<Boolean>> idCounters;

  /// @param idCounters advances the id counter of a table; never fails
  public WriteExecutor(
      PerCallerBulkhead bulkhead,
      IdempotencyExecutor idempotent,
      UniqueDeferral uniques,
      Function<String, Future<Boolean>> idCounters) {
    this.bulkhead = bulkhead;
    this.idempotent = idempotent;
    this.uniques = uniques;
    this.idCounters = idCounters;
  }

  /// @return fails with the error to respond with
  /// @throws dev.freehold.problem.ProblemException the error, if it is known at once
  public Future<Reply> run(WriteOperation operation, Request request, Caller caller) {
    WriteOptions writeOptions = WriteOptions.of(request);
    return operation
        .prepare(writeOptions.request(), caller)
        .compose(preparedWrite -> run(preparedWrite, writeOptions, request, caller, ID_ATTEMPTS));
  }

  /// Starts a failed write again, which was rolled back, if it may succeed then: with unique sets
  /// checked at its end, or with the id counter of a table advanced.
  private Future<Reply> run(
      PreparedWrite preparedWrite,
      WriteOptions writeOptions,
      Request request,
      Caller caller,
      int attempts) {
    return run(preparedWrite, writeOptions, request, caller)
        .recover(
            failure -> {
              if (UniqueDeferral.mayResolve(preparedWrite, failure)) {
                PreparedWrite deferred = uniques.deferred(preparedWrite);
                return run(deferred, writeOptions, request, caller, attempts);
              }
              if (!(failure instanceof TakenIdException taken)) {
                return Future.failedFuture(failure);
              }
              if (attempts == 1) {
                return Future.failedFuture(TAKEN_ID.toException());
              }
              return idCounters
                  .apply(taken.table())
                  .compose(_ -> run(preparedWrite, writeOptions, request, caller, attempts - 1));
            });
  }

  private Future<Reply> run(
      PreparedWrite preparedWrite, WriteOptions writeOptions, Request request, Caller caller) {
    String key = writeOptions.key();
    if (writeOptions.dryRun()) {
      return transaction(
          request,
          caller,
          preparedWrite.cost(),
          dryRun -> preparedWrite.work().runOn(dryRun).map(WriteExecutor::rollback));
    }
    if (key != null
        && preparedWrite.kind() != PreparedWrite.Kind.READ_TRANSACTION
        && caller instanceof Caller.User user) {
      return idempotent.run(user, key, request, preparedWrite);
    }
    return preparedWrite.kind() != PreparedWrite.Kind.STATEMENT
        ? transaction(
            request,
            caller,
            preparedWrite.cost(),
            transaction ->
                preparedWrite.work().runOn(transaction).map(TransactionOutcome.Commit::new))
        : preparedWrite.work().runOn(bulkhead.writes(request, caller));
  }

  private Future<Reply> transaction(
      Request request,
      Caller caller,
      QueryCost cost,
      Function<Database, Future<TransactionOutcome<Reply>>> work) {
    return bulkhead
        .run(request, caller, cost, work)
        .recover(failure -> Future.failedFuture(DatabaseProblemMapper.toRequestFailure(failure)));
  }

  /// The reply of a dry run: that of the write, without status 201 and `Location`, since no row
  /// remains.
  private static TransactionOutcome<Reply> rollback(Reply reply) {
    List<Reply.Header> headers =
        reply.headers().stream().filter(h -> !h.name().equals("Location")).toList();
    return new TransactionOutcome.Rollback<>(
        new Reply(reply.body() == null ? 204 : 200, headers, reply.contentType(), reply.body())
            .withHeader(DRY_RUN.name(), DRY_RUN.value()));
  }

  /// The execution options of a write request: `dry_run` and `Idempotency-Key`.
  ///
  /// @param request the request without the parameter `dry_run`
  /// @param dryRun whether to roll back
  /// @param key the idempotency key; null if none was sent
  record WriteOptions(Request request, boolean dryRun, @Nullable String key) {
    private static final String DRY_RUN = "dry_run";

    /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR`
    static WriteOptions of(Request request) {
      String header = request.header("Idempotency-Key");
      String key = header == null ? null : IdempotencyKeyHeader.read(header);
      List<QueryParameter> dryRuns =
          request.queryParameters().stream().filter(p -> p.name().equals(DRY_RUN)).toList();
      if (dryRuns.isEmpty()) {
        return new WriteOptions(request, false, key);
      }
      if (dryRuns.size() > 1) {
        throw invalid(ViolationCode.REPEATED, "must not be given more than once");
      }
      boolean dry =
          switch (dryRuns.getFirst().value()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(ViolationCode.TYPE, "must be true or false");
          };
      List<QueryParameter> rest =
          request.queryParameters().stream().filter(p -> !p.name().equals(DRY_RUN)).toList();
      return new WriteOptions(new FilteredRequest(request, rest), dry, key);
    }

    private static RuntimeException invalid(String code, String message) {
      return Problem.Invalid.of(DRY_RUN, code, DRY_RUN + " " + message + ".").toException();
    }

    /// A request with a subset of its query parameters.
    private record FilteredRequest(Request whole, List<QueryParameter> queryParameters)
        implements Request {
      @Override
      public String id() {
        return whole.id();
      }

      @Override
      public RequestMethod method() {
        return whole.method();
      }

      @Override
      public String route() {
        return whole.route();
      }

      @Override
      public String pathParameter(String name) {
        return whole.pathParameter(name);
      }

      @Override
      public @Nullable String header(String name) {
        return whole.header(name);
      }

      @Override
      public Buffer body() {
        return whole.body();
      }

      @Override
      public String clientAddress() {
        return whole.clientAddress();
      }
    }
  }
}
