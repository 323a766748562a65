package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.TransactionRunner;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.ratelimit.ConcurrencyLimiter;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// Runs writes of one statement, which may wait for the lock of a row: that of a batch, of a bulk change,
/// of the deletion of an account.
///
/// They share pipelined connections of their own, so that no read waits behind them. There PostgreSQL ends
/// a wait after [#LOCK_TIMEOUT]: the statement has changed nothing, and starts again in a transaction on
/// its own connection, which waits as long as a statement may. While a write of a caller or of a row waits
/// there, later ones of this caller or row do not try the shared connections.
///
/// Called on an event loop; the limits are per event loop.
public final class SingleWrites {
  /// The longest wait for a lock on a shared connection. A change of one row holds its locks for the few
  /// milliseconds of a commit.
  public static final Duration LOCK_TIMEOUT = Duration.ofMillis(20);

  /// The statements of one caller on the shared connections: together with [#LOCK_TIMEOUT] the time
  /// for which a caller whose rows are all locked keeps others waiting.
  private static final int PIPELINED_PER_CALLER = 8;

  /// As many as the pool behind it lets wait for a connection.
  private static final int MAX_QUEUED = 2_000;

  private static final int WAITING_PER_CALLER = 2;
  private static final int WAITING_PER_ROW = 1;

  /// The connections that all waiting writes may take. One remains for transactions.
  private static final int WAITING = 3;

  private final Database pipelined;
  private final TransactionRunner transactions;
  private final ConcurrencyLimiter pipelinedOfCaller =
      new ConcurrencyLimiter(PIPELINED_PER_CALLER, MAX_QUEUED);
  private final ConcurrencyLimiter waitingOfCaller = new ConcurrencyLimiter(WAITING_PER_CALLER);
  private final ConcurrencyLimiter waitingForRow = new ConcurrencyLimiter(WAITING_PER_ROW);
  private final ConcurrencyLimiter waiting = new ConcurrencyLimiter(WAITING);

  /// @param pipelined connections with a lock timeout of [#LOCK_TIMEOUT]
  /// @param transactions of the same role, more than three at once on each event loop
  public SingleWrites(Database pipelined, TransactionRunner transactions) {
    this.pipelined = pipelined;
    this.transactions = transactions;
  }

  /// Whose write it is.
  ///
  /// @param caller the account, or the address of a client without one; compared with `equals`
  /// @param row that it names; null if it names none, such as a new one
  record WriteTurn(Object caller, @Nullable Object row) {}

  /// The same as a [Database], for one turn.
  Database of(WriteTurn turn) {
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        return runTimed(sql, arguments, rows, _ -> {});
      }

      @Override
      public <A, R> Future<R> runTimed(
          String sql, Tuple arguments, Collector<Row, A, R> rows, LongConsumer serviceNanos) {
        return SingleWrites.this.run(turn, sql, arguments, rows, serviceNanos);
      }
    };
  }

  private <A, R> Future<R> run(
      WriteTurn turn,
      String sql,
      Tuple arguments,
      Collector<Row, A, R> rows,
      LongConsumer serviceNanos) {
    Supplier<Future<R>> alone = () -> alone(turn, sql, arguments, rows);
    if (isWaiting(turn)) {
      return alone.get();
    }
    return pipelinedOfCaller
        .run(
            turn.caller(),
            () ->
                // One of those before it may wait by now.
                isWaiting(turn)
                    ? Future.failedFuture(new DatabaseException(FailureKind.LOCKED, null, null))
                    : pipelined.runTimed(sql, arguments, rows, serviceNanos))
        .recover(
            failure ->
                failure instanceof DatabaseException e && e.kind() == FailureKind.LOCKED
                    ? alone.get()
                    : Future.failedFuture(failure));
  }

  private boolean isWaiting(WriteTurn turn) {
    return waitingOfCaller.isBusy(turn.caller())
        || (turn.row() != null && waitingForRow.isBusy(turn.row()));
  }

  private <A, R> Future<R> alone(
      WriteTurn turn, String sql, Tuple arguments, Collector<Row, A, R> rows) {
    Supplier<Future<R>> write =
        () ->
            waiting.run(
                List.of(),
                () ->
                    transactions.run(
                        database ->
                            database
                                .run(sql, arguments, rows)
                                .map(TransactionOutcome.Commit::new)));
    return waitingOfCaller.run(
        turn.caller(),
        () -> turn.row() == null ? write.get() : waitingForRow.run(turn.row(), write));
  }
}
