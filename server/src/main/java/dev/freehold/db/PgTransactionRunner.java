package dev.freehold.db;

import dev.freehold.db.TransactionPool.TransactionCall;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collector;

/// The [TransactionRunner] of a server. Each event loop has a few connections for transactions,
/// opened on demand. A connection with an open transaction runs no other statement.
public final class PgTransactionRunner implements TransactionRunner {
  /// A transaction older than this is aborted, and its connection closed.
  public static final Duration MAX_LIFETIME = PgDatabase.STATEMENT_TIMEOUT.plusSeconds(5);

  /// The prepared statements that a connection keeps.
  private static final int PREPARED = 64;

  private static final String BEGIN = "begin read write";

  private final Vertx vertx;
  private final PgConnector connector;
  private final int connectionsPerLoop;
  private final BooleanSupplier isDown;
  private final ConnectionRefusals refusals;
  private final EventSink events;
  private final ContextInternal home;
  private final Map<Thread, Loop> loops = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private record Loop(ContextInternal context, TransactionPool transactions) {}

  /// Returns at once; connects on demand.
  ///
  /// @param connectionsPerLoop the open transactions per event loop at most
  /// @param isDown whether the database is known to be down, see [PgDatabase#isDown()]
  public PgTransactionRunner(
      Vertx vertx,
      DatabaseTarget target,
      int connectionsPerLoop,
      BooleanSupplier isDown,
      EventSink events) {
    this.vertx = vertx;
    this.connector = connector(vertx, target);
    this.connectionsPerLoop = connectionsPerLoop;
    this.isDown = isDown;
    this.refusals = new ConnectionRefusals("transactions of " + target.user(), isDown, events);
    this.events = events;
    this.home = ((ContextInternal) vertx.getOrCreateContext()).unwrap();
  }

  private static PgConnector connector(Vertx vertx, DatabaseTarget target) {
    SessionSettings settings =
        SessionSettings.ofStatements(PgDatabase.STATEMENT_TIMEOUT)
            // The first statements are sent before BEGIN is answered. If BEGIN fails, they run
            // outside
            // of a transaction, where this setting forbids writes.
            .with("default_transaction_read_only", "on")
            // If this program hangs, PostgreSQL releases its locks. Longer than our own timeout.
            .with(
                "idle_in_transaction_session_timeout",
                Long.toString(MAX_LIFETIME.plusSeconds(2).toMillis()));
    // The shape of these statements depends on the request, and PostgreSQL keeps each prepared
    // statement per connection: one with many relations takes 1 MB or more.
    return new PgConnector(
        vertx, target, settings, options -> options.setPreparedStatementCacheMaxSize(PREPARED));
  }

  @Override
  public <R> Future<R> run(Function<Database, Future<TransactionOutcome<R>>> work) {
    return run(BEGIN, work);
  }

  @Override
  public <R> Future<R> run(
      Duration lockTimeout, Function<Database, Future<TransactionOutcome<R>>> work) {
    long millis = lockTimeout.toMillis();
    if (millis < 1) {
      // Zero means no limit to PostgreSQL.
      throw new IllegalArgumentException("a lock timeout of " + lockTimeout);
    }
    return run(BEGIN + "; set local lock_timeout = " + millis, work);
  }

  private <R> Future<R> run(String begin, Function<Database, Future<TransactionOutcome<R>>> work) {
    ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
    Promise<R> promise = caller.promise();
    if (caller.inThread() && caller.isEventLoopContext()) {
      here(caller, new TransactionCall<>(caller, begin, work, promise));
    } else {
      home.runOnContext(_ -> here(home, new TransactionCall<>(home, begin, work, promise)));
    }
    return promise.future();
  }

  private void here(ContextInternal context, TransactionCall<?> call) {
    Loop loop = loops.get(Thread.currentThread());
    if (loop == null) {
      ContextInternal root = context.unwrap();
      loop =
          new Loop(
              root,
              new TransactionPool(
                  root,
                  connector,
                  connectionsPerLoop,
                  isDown,
                  refusals,
                  failure -> PgDatabase.reportStorage(failure, events)));
      loops.put(Thread.currentThread(), loop);
      root.dispatch(loop.transactions(), TransactionPool::start);
      if (closed) {
        loop.transactions().close();
      }
    }
    TransactionPool transactions = loop.transactions();
    loop.context().dispatch(_ -> transactions.run(call));
  }

  /// A database that runs each statement in a transaction of its own, for a pooler that keeps no settings of a
  /// session.
  ///
  /// @param setting of the transaction, such as `lock_timeout`
  /// @param limit its value
  public Database ofSingleStatements(String setting, Duration limit) {
    String begin = BEGIN + "; set local " + setting + " = " + limit.toMillis();
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        return PgTransactionRunner.this.run(
            begin,
            transaction ->
                transaction.run(sql, arguments, rows).map(TransactionOutcome.Commit::new));
      }
    };
  }

  /// Whether connections are accepted. Runs no statement.
  public boolean isUp() {
    return !refusals.isRefused();
  }

  /// Completes when the database has accepted a connection for a transaction. Fails with a [DatabaseException]
  /// that says why it does not.
  public Future<Void> whenUp() {
    return run(_ -> Future.succeededFuture(new TransactionOutcome.Rollback<>(true)))
        .recover(
            failure ->
                Future.failedFuture(PostgresErrorMapper.fromConnect(connector.target(), failure)))
        .mapEmpty();
  }

  /// The state of the connections.
  public Future<PoolStatistics> statistics() {
    return PoolStatistics.sum(
        loops.values().stream()
            .map(loop -> PoolStatistics.on(loop.context(), loop.transactions()::statistics))
            .toList());
  }

  /// Aborts every transaction. If a commit was sent, its outcome is unknown.
  public Future<Void> close() {
    closed = true;
    List<Future<?>> parts = new ArrayList<>();
    for (Loop loop : loops.values()) {
      Promise<Boolean> done = Promise.promise();
      loop.context()
          .runOnContext(
              _ -> {
                loop.transactions().close();
                done.complete(true);
              });
      parts.add(done.future());
    }
    return Future.join(parts).mapEmpty();
  }
}
