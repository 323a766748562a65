package dev.freehold.api;

import dev.freehold.api.SingleWrites.WriteTurn;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.TransactionRunner;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.http.Request;
import dev.freehold.input.PathIdReader;
import dev.freehold.query.QueryCost;
import dev.freehold.query.QueryCost.Scan;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.ratelimit.ClientAddressKey;
import dev.freehold.ratelimit.ConcurrencyLimiter;
import dev.freehold.ratelimit.FairQueue.CallerKey;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// Keeps slow statements from delaying fast ones. On a shared pipelined connection the statements of
/// other callers would wait behind a slow one, so statements that may read many rows run on separate
/// connections, and wait there for their turn. Transactions have a concurrency limit per caller.
final class PerCallerBulkhead {
  /// Half of the connections of an event loop, so that one caller cannot use them all.
  private static final int MAX_CONCURRENT_PER_CALLER = 2;

  /// The time for a query that waits for its turn and for its answer. Less than the deadline of a
  /// request, so that the answer says why the query is expensive.
  private static final long WIDE_QUERY_SECONDS = 9;

  private final RequestDatabases databases;
  private final ServiceTimeTracker serviceTimes = new ServiceTimeTracker(System::nanoTime);
  private final ConcurrencyLimiter writers = new ConcurrencyLimiter(MAX_CONCURRENT_PER_CALLER);

  public PerCallerBulkhead(RequestDatabases databases) {
    this.databases = databases;
  }

  /// Like [TransactionRunner#run(Function)], within the caller's limit.
  ///
  /// @param cost of the most expensive statement
  <R> Future<R> run(
      Request request,
      Caller caller,
      QueryCost cost,
      Function<Database, Future<TransactionOutcome<R>>> work) {
    return limited(request, caller, cost, () -> databases.transactions().run(work));
  }

  /// Like [TransactionRunner#run(Duration, Function)], within the caller's limit.
  ///
  /// @param cost of the most expensive statement
  <R> Future<R> run(
      Request request,
      Caller caller,
      QueryCost cost,
      Duration lockTimeout,
      Function<Database, Future<TransactionOutcome<R>>> work) {
    return limited(request, caller, cost, () -> databases.transactions().run(lockTimeout, work));
  }

  /// Waits for the turn before it opens the transaction: one that waits would hold its locks.
  private <R> Future<R> limited(
      Request request, Caller caller, QueryCost cost, Supplier<Future<R>> transaction) {
    Object person = person(request, caller);
    Supplier<Future<R>> work = () -> writers.run(person, transaction);
    return cost instanceof Scan scan && isWide(person, scan)
        ? atTurn(request, person, scan, work)
        : work.get();
  }

  /// A database for single statements that only read. It chooses the connections by the cost of each.
  public Database database(Request request, Caller caller) {
    return new CallerDatabase(request, caller, databases.shared());
  }

  /// The same for the statements of a write that needs no transaction.
  public Database writes(Request request, Caller caller) {
    return new CallerDatabase(
        request,
        caller,
        databases.writes().of(new WriteTurn(person(request, caller), row(request))));
  }

  /// The row that the path names; null if it names none.
  private static @Nullable Object row(Request request) {
    return request.route().contains("{" + PathIdReader.PARAMETER + "}")
        ? List.of(request.route(), request.pathParameter(PathIdReader.PARAMETER))
        : null;
  }

  private <R> Future<R> atTurn(
      Request request, Object person, Scan scan, Supplier<Future<R>> work) {
    return databases
        .turns()
        .run(
            new CallerKey(person, ClientAddressKey.of(request.clientAddress())),
            refusal -> WideQueryProblem.refused(scan, refusal).toException(),
            work);
  }

  /// A query that is still running keeps its slot until PostgreSQL ends it.
  private static <R> Future<R> tooLate(Throwable failure) {
    return Future.failedFuture(
        failure instanceof TimeoutException late
            ? new DatabaseException(FailureKind.TIMEOUT, null, late)
            : failure);
  }

  /// Whether a statement is too slow for the shared connections. The rows of one caller and those of
  /// a small table are few until they prove to be many.
  private boolean isWide(Object person, Scan scan) {
    boolean manyRows =
        !scan.extent().equals(Extent.OWN) && !databases.smallTables().test(scan.table());
    return manyRows || scan.reason().isHeavyPerRow() || serviceTimes.isSlow(person, scan);
  }

  private static Object person(Request request, Caller caller) {
    return switch (caller) {
      case Caller.User user -> user.id();
      case Caller.Anonymous _ -> ClientAddressKey.of(request.clientAddress());
    };
  }

  /// Chooses the connections of each statement by its cost.
  private final class CallerDatabase implements StatementDatabase {
    private final Request request;
    private final Caller caller;
    private final Database fast;

    /// @param fast for cheap statements
    CallerDatabase(Request request, Caller caller, Database fast) {
      this.request = request;
      this.caller = caller;
      this.fast = fast;
    }

    @Override
    public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
      return fast.run(sql, arguments, rows);
    }

    @Override
    public <A, R> Future<R> run(SqlStatement statement, Collector<Row, A, R> rows) {
      String sql = statement.text();
      Tuple arguments = statement.arguments();
      if (!(statement.cost() instanceof Scan scan)) {
        return run(sql, arguments, rows);
      }
      Object person = person(request, caller);
      LongConsumer served = nanos -> serviceTimes.add(person, scan, nanos);
      return isWide(person, scan)
          ? atTurn(
                  request,
                  person,
                  scan,
                  () -> databases.wide().runTimed(sql, arguments, rows, served))
              .timeout(WIDE_QUERY_SECONDS, TimeUnit.SECONDS)
              .recover(PerCallerBulkhead::tooLate)
          : fast.runTimed(sql, arguments, rows, served);
    }
  }
}
