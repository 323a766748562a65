package dev.freehold.db;

import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.PipelinedConnection.FlushCoalescing;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// The transactions of one event loop: a few connections, opened on demand, and the queue for them.
/// Confined to that event loop.
final class TransactionPool implements TransactionAttempt.AttemptListener {
  /// The length of the queue; later calls would time out anyway.
  static final int MAX_WAITING = 500;

  private static final long ACQUIRE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TICK_MILLIS = 100;
  private static final long AGAIN_MILLIS = 500;

  private final ContextInternal context;
  private final PgConnector connector;
  private final ConnectTimeout timeout;
  private final int size;
  private final BooleanSupplier isDown;
  private final ConnectionRefusals refusals;
  private final Consumer<DatabaseException> failures;
  private final ArrayDeque<PgConnection> idle = new ArrayDeque<>();
  private final Set<TransactionAttempt<?>> active = new HashSet<>();
  private final ArrayDeque<TransactionCall<?>> waiting = new ArrayDeque<>();
  private int connecting;
  private boolean retrying;
  private long ticker;
  private boolean closed;

  /// @param context of the event loop: the connections outlive every request
  /// @param refusals are told when none is open, and when one is again
  /// @param failures gets the first failed statement of each transaction
  TransactionPool(
      ContextInternal context,
      PgConnector connector,
      int size,
      BooleanSupplier isDown,
      ConnectionRefusals refusals,
      Consumer<DatabaseException> failures) {
    this.context = context;
    this.failures = failures;
    this.connector = connector;
    this.timeout = new ConnectTimeout(connector.target().connectTimeout());
    this.size = size;
    this.isDown = isDown;
    this.refusals = refusals;
  }

  void start() {
    ticker = context.owner().setPeriodic(TICK_MILLIS, _ -> tick());
  }

  void run(TransactionCall<?> call) {
    PgConnection free = idle.poll();
    if (free != null) {
      begin(free, call);
    } else if (closed) {
      call.fail(unavailable("closed"));
    } else if (isDown.getAsBoolean()) {
      call.fail(unavailable("the database does not answer"));
    } else if (waiting.size() >= MAX_WAITING) {
      call.fail(unavailable("too many transactions are waiting"));
    } else {
      call.waits();
      waiting.add(call);
      drain();
    }
  }

  PoolStatistics statistics() {
    return new PoolStatistics(idle.size() + active.size(), active.size(), waiting.size());
  }

  private <R> void begin(PgConnection connection, TransactionCall<R> call) {
    TransactionAttempt<R> attempt = new TransactionAttempt<>(connection, call, context, this);
    active.add(attempt);
    attempt.begin(!connector.target().pooler().isTransaction());
  }

  private void drain() {
    while (!waiting.isEmpty() && !idle.isEmpty()) {
      begin(idle.remove(), waiting.remove());
    }
    while (connecting < waiting.size() && active.size() + idle.size() + connecting < size) {
      connect();
    }
  }

  private void connect() {
    connecting++;
    connector
        .connect(timeout.millis())
        .onComplete(
            result -> {
              connecting--;
              if (result.succeeded()) {
                timeout.connected();
                opened(result.result());
              } else {
                if (result.cause() instanceof TimeoutException) {
                  timeout.elapsed();
                }
                refused(result.cause());
              }
            });
  }

  private void opened(PgConnection connection) {
    if (closed) {
      var _ = connection.close();
      return;
    }
    FlushCoalescing.install(connection);
    connection.closeHandler(_ -> lost(connection));
    // An error here is followed by a close or a failed statement, which are handled elsewhere.
    connection.exceptionHandler(_ -> {});
    connection.noticeHandler(_ -> {});
    refusals.opened();
    idle.add(connection);
    drain();
  }

  private void refused(Throwable cause) {
    // If another connection is open or opening, the queue may still be served.
    if (connecting == 0 && idle.isEmpty() && active.isEmpty()) {
      DatabaseException failure = PostgresErrorMapper.fromConnect(cause);
      refusals.refused(failure);
      refuseWaiting(failure);
      if (!retrying && !closed) {
        // Nobody may ask again while this server is not ready.
        retrying = true;
        context.owner().setTimer(AGAIN_MILLIS, _ -> again());
      }
    }
  }

  private void again() {
    retrying = false;
    if (!closed && connecting == 0 && idle.isEmpty() && active.isEmpty()) {
      connect();
    }
  }

  private void lost(PgConnection connection) {
    if (!idle.remove(connection)) {
      for (TransactionAttempt<?> attempt : List.copyOf(active)) {
        if (attempt.connection.equals(connection)) {
          attempt.drop(
              FailureKind.UNAVAILABLE, new IllegalStateException("the connection was closed"));
        }
      }
    }
  }

  @Override
  public void ended(TransactionAttempt<?> attempt, boolean clean) {
    active.remove(attempt);
    if (clean && !closed) {
      idle.push(attempt.connection);
    } else {
      // The socket may be dead or the server hang: the result of the close is ignored.
      var _ = attempt.connection.close();
    }
    // After the call that has ended is answered.
    context.runOnContext(_ -> drain());
  }

  @Override
  public void failed(DatabaseException failure) {
    if (PgConnector.isReadOnly(failure)) {
      // The others are to the same server, which was demoted.
      for (PgConnection one = idle.poll(); one != null; one = idle.poll()) {
        var _ = one.close();
      }
    }
    failures.accept(failure);
  }

  @Override
  public void retry(TransactionCall<?> call) {
    long pause = 2L + ThreadLocalRandom.current().nextLong(10L * call.attempts());
    context.owner().setTimer(pause, _ -> run(call));
  }

  private void tick() {
    long now = System.nanoTime();
    while (!waiting.isEmpty() && now - waiting.peek().waitingSince() > ACQUIRE_NANOS) {
      waiting.remove().fail(unavailable("waited too long for a connection"));
    }
    long life = PgTransactionRunner.MAX_LIFETIME.toNanos();
    long patience = isDown.getAsBoolean() ? SILENT_NANOS : life;
    if (!active.isEmpty()) {
      new ArrayList<>(active).forEach(attempt -> attempt.dropIfOverdue(now, life, patience));
    }
  }

  private void refuseWaiting(DatabaseException reason) {
    for (TransactionCall<?> call = waiting.poll(); call != null; call = waiting.poll()) {
      call.fail(reason);
    }
  }

  private static DatabaseException unavailable(String why) {
    return new DatabaseException(FailureKind.UNAVAILABLE, null, new IllegalStateException(why));
  }

  /// Aborts the transactions in progress and rejects the queue.
  void close() {
    closed = true;
    context.owner().cancelTimer(ticker);
    refuseWaiting(unavailable("closed"));
    for (TransactionAttempt<?> attempt : List.copyOf(active)) {
      attempt.drop(FailureKind.UNAVAILABLE, new IllegalStateException("closed by this program"));
    }
    for (PgConnection one = idle.poll(); one != null; one = idle.poll()) {
      var _ = one.close();
    }
  }

  /// A call of [TransactionRunner#run], over all of its attempts. Confined to one event loop.
  static final class TransactionCall<R> {
    static final int ATTEMPTS = 3;

    final ContextInternal context;
    final String begin;
    final Function<Database, Future<TransactionOutcome<R>>> work;
    private final Promise<R> promise;
    private int attempts;
    private long waitingSince;

    /// @param context in which the work is called, on the event loop
    /// @param begin opens the transaction
    TransactionCall(
        ContextInternal context,
        String begin,
        Function<Database, Future<TransactionOutcome<R>>> work,
        Promise<R> promise) {
      this.context = context;
      this.begin = begin;
      this.work = work;
      this.promise = promise;
    }

    void waits() {
      waitingSince = System.nanoTime();
    }

    long waitingSince() {
      return waitingSince;
    }

    int attempts() {
      return attempts;
    }

    void attempt() {
      attempts++;
    }

    void settle(Future<R> result) {
      result.onComplete(promise);
    }

    void fail(Throwable failure) {
      promise.tryFail(failure);
    }
  }
}
