package dev.freehold.api;

import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.db.TransactionRunner;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.ratelimit.ClientAddressKey;
import dev.freehold.ratelimit.ConcurrencyLimiter;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collector;

/// Runs slow database work on separate connections, with a concurrency limit per caller. On a
/// shared pipelined connection the statements of other callers would wait behind a slow one.
final class PerCallerBulkhead {
  /// Half of the connections of an event loop, so that one caller cannot use them all.
  private static final int MAX_CONCURRENT_PER_CALLER = 2;

  /// Query parameters whose statement may scan or sort the whole table.
  private static final Set<String> EXPENSIVE_PARAMETERS = Set.of("or", "q", "sort", "include");

  private final TransactionRunner transactions;
  private final Database readDatabase;
  private final ConcurrencyLimiter writers = new ConcurrencyLimiter(MAX_CONCURRENT_PER_CALLER);
  private final ConcurrencyLimiter readers = new ConcurrencyLimiter(MAX_CONCURRENT_PER_CALLER);

  /// @param transactions needs at least twice as many connections per event loop as the limit per
  ///     caller
  /// @param readDatabase runs single read statements; needs more connections per event loop than
  ///     the limit per caller
  public PerCallerBulkhead(TransactionRunner transactions, Database readDatabase) {
    this.transactions = transactions;
    this.readDatabase = readDatabase;
  }

  /// Whether a request may need more than an index lookup. An estimate by the names of its query
  /// parameters; a wrong one costs only speed.
  public static boolean isExpensive(Request request) {
    for (QueryParameter parameter : request.queryParameters()) {
      if (EXPENSIVE_PARAMETERS.contains(parameter.name()) || parameter.name().endsWith("]")) {
        return true;
      }
    }
    return false;
  }

  /// Like [TransactionRunner#run(Function)], within the caller's limit.
  <R> Future<R> run(
      Request request, Caller caller, Function<Database, Future<TransactionOutcome<R>>> work) {
    return writers.run(callerKey(request, caller), () -> transactions.run(work));
  }

  /// Like [TransactionRunner#run(Duration, Function)], within the caller's limit.
  <R> Future<R> run(
      Request request,
      Caller caller,
      Duration lockTimeout,
      Function<Database, Future<TransactionOutcome<R>>> work) {
    return writers.run(callerKey(request, caller), () -> transactions.run(lockTimeout, work));
  }

  /// A database for single read statements, within the caller's limit.
  public Database readDatabase(Request request, Caller caller) {
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        return readers.run(
            callerKey(request, caller), () -> readDatabase.run(sql, arguments, rows));
      }
    };
  }

  private static Object callerKey(Request request, Caller caller) {
    return switch (caller) {
      case Caller.User user -> user.id();
      case Caller.Anonymous _ -> ClientAddressKey.of(request.clientAddress());
    };
  }
}
