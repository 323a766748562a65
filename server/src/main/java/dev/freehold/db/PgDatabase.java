package dev.freehold.db;

import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.PipelinedConnection.PendingStatement;
import dev.freehold.db.PipelinedConnectionPool.PoolSettings;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Context;
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
import java.util.function.LongConsumer;
import java.util.stream.Collector;

/// The [Database] of a server. Each event loop has its own pipelined connections, so that a request
/// stays on its thread; a database for slow statements, or for polls, has a few for all of them. Lost connections
/// are reopened; while the database is down, statements fail at once.
public final class PgDatabase implements Database {
  /// The statement timeout in PostgreSQL.
  public static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);

  /// The prepared statements that each connection for slow statements keeps. PostgreSQL keeps them
  /// per connection, and one with many relations takes 1 MB or more.
  private static final int MANY_SHAPES_PREPARED = 64;

  private static final SessionSettings STATEMENT_SETTINGS =
      SessionSettings.ofStatements(STATEMENT_TIMEOUT);

  private final Vertx vertx;
  private final DatabaseTarget target;
  private final EventSink events;
  private final PgConnector connector;
  private final PoolSettings pool;
  private final boolean oneLoop;
  private final ContextInternal home;
  private final DatabaseHealthMonitor availability;
  private final ConnectionRefusals refusals;
  private final Map<Thread, Loop> loops = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private record Loop(ContextInternal context, PipelinedConnectionPool connections) {}

  /// Returns at once; connections are opened on demand. [#isUp()] becomes true with the first one.
  ///
  /// @param connectionsPerLoop connections per event loop; the monitor has one more
  public PgDatabase(Vertx vertx, DatabaseTarget target, int connectionsPerLoop, EventSink events) {
    this(
        vertx,
        target,
        "statements",
        new PgConnector(vertx, target, STATEMENT_SETTINGS),
        PoolSettings.pipelined(connectionsPerLoop),
        false,
        events);
  }

  /// A database for slow statements, of many shapes. All event loops share its connections, so that
  /// their number is the number of slow statements at once.
  ///
  /// @param connections all connections; the monitor has one more
  /// @param statementTimeout the time after which PostgreSQL stops a statement
  public static PgDatabase forSlowStatements(
      Vertx vertx,
      DatabaseTarget target,
      int connections,
      Duration statementTimeout,
      EventSink events) {
    return new PgDatabase(
        vertx,
        target,
        "expensive queries",
        new PgConnector(
            vertx,
            target,
            SessionSettings.ofStatements(statementTimeout),
            options -> options.setPreparedStatementCacheMaxSize(MANY_SHAPES_PREPARED)),
        new PoolSettings(connections, 1, statementTimeout),
        true,
        events);
  }

  /// A database for fast statements that may wait for the lock of a row. PostgreSQL ends such a wait, and
  /// with it that of the statements behind it on the connection.
  ///
  /// @param connectionsPerLoop connections per event loop; the monitor has one more
  /// @param lockTimeout after which a statement fails with `LOCKED`; at least a millisecond
  public static PgDatabase forWrites(
      Vertx vertx,
      DatabaseTarget target,
      int connectionsPerLoop,
      Duration lockTimeout,
      EventSink events) {
    return new PgDatabase(
        vertx,
        target,
        "writes",
        new PgConnector(
            vertx,
            target,
            STATEMENT_SETTINGS.with("lock_timeout", Long.toString(lockTimeout.toMillis()))),
        PoolSettings.pipelined(connectionsPerLoop),
        false,
        events);
  }

  /// A database with one pipelined connection for all event loops, for what a node asks on its own.
  public static PgDatabase ofOneConnection(Vertx vertx, DatabaseTarget target, EventSink events) {
    return new PgDatabase(
        vertx,
        target,
        "polls",
        new PgConnector(vertx, target, STATEMENT_SETTINGS),
        PoolSettings.pipelined(1),
        true,
        events);
  }

  private PgDatabase(
      Vertx vertx,
      DatabaseTarget target,
      String kind,
      PgConnector connector,
      PoolSettings pool,
      boolean oneLoop,
      EventSink events) {
    this.vertx = vertx;
    this.target = target;
    this.events = events;
    this.connector = connector;
    this.pool = pool;
    this.oneLoop = oneLoop;
    this.home = ((ContextInternal) vertx.getOrCreateContext()).unwrap();
    this.availability = new DatabaseHealthMonitor(vertx, connector, this::leave, events);
    this.refusals = new ConnectionRefusals(kind, availability::isDown, events);
    home.runOnContext(_ -> availability.start());
  }

  /// Whether the database answered the last check, at most a second ago, and accepts the connections. Runs no
  /// statement.
  public boolean isUp() {
    return availability.isUp() && !refusals.isRefused();
  }

  /// Whether the database answers and takes no writes: all its servers are standbys or read-only.
  public boolean isReadOnly() {
    return availability.isReadOnly();
  }

  /// Completes with the first answer of the database. Fails with a [DatabaseException] if the
  /// database refuses the connection before that.
  public Future<Void> whenUp() {
    return availability
        .whenUp()
        .recover(failure -> Future.failedFuture(PostgresErrorMapper.fromConnect(target, failure)));
  }

  /// Whether the database is known to be down; timeouts are short then.
  public boolean isDown() {
    return availability.isDown();
  }

  @Override
  public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
    return runTimed(sql, arguments, rows, _ -> {});
  }

  @Override
  public <A, R> Future<R> runTimed(
      String sql, Tuple arguments, Collector<Row, A, R> rows, LongConsumer serviceNanos) {
    ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
    if (closed) {
      return caller.failedFuture(
          new DatabaseException(
              FailureKind.UNAVAILABLE, null, new IllegalStateException("closed")));
    }
    Promise<R> promise = caller.promise();
    PendingStatement<R> statement =
        new PendingStatement<>(sql, arguments, rows, serviceNanos, promise);
    if (!oneLoop && caller.inThread() && caller.isEventLoopContext()) {
      here(caller).run(statement);
    } else {
      home.runOnContext(_ -> here(home).run(statement));
    }
    return promise.future();
  }

  private PipelinedConnectionPool here(ContextInternal context) {
    Loop loop = loops.get(Thread.currentThread());
    if (loop == null) {
      // Not the context of the request: the connections outlive it.
      ContextInternal root = context.unwrap();
      loop =
          new Loop(
              root,
              new PipelinedConnectionPool(
                  vertx,
                  connector,
                  pool,
                  availability::isDown,
                  this::suspect,
                  refusals,
                  failure -> reportStorage(failure, events)));
      loops.put(Thread.currentThread(), loop);
      root.dispatch(loop.connections(), PipelinedConnectionPool::start);
    }
    return loop.connections();
  }

  /// The state of the connections, without that of the monitor.
  public Future<PoolStatistics> statistics() {
    return PoolStatistics.sum(
        loops.values().stream()
            .map(loop -> PoolStatistics.on(loop.context(), loop.connections()::statistics))
            .toList());
  }

  /// Reports a statement that failed for lack of room, for an operator to make some.
  static void reportStorage(DatabaseException failure, EventSink events) {
    if (failure.kind() == FailureKind.STORAGE) {
      events.emit(new Event.StorageFull(failure.reason()));
    }
  }

  /// The server takes no writes any more.
  private void leave(String reason) {
    loops
        .values()
        .forEach(loop -> loop.context().runOnContext(_ -> loop.connections().leave(reason)));
  }

  private void suspect() {
    home.runOnContext(_ -> availability.checkNow());
  }

  /// Closes every connection; statements in progress fail with an unknown outcome.
  public Future<Void> close() {
    closed = true;
    List<Future<?>> parts = new ArrayList<>();
    parts.add(on(home, availability::close));
    loops.values().forEach(loop -> parts.add(on(loop.context(), loop.connections()::close)));
    return Future.join(parts).mapEmpty();
  }

  private static Future<?> on(Context context, Runnable action) {
    Promise<Boolean> promise = Promise.promise();
    context.runOnContext(
        _ -> {
          action.run();
          promise.complete(true);
        });
    return promise.future();
  }
}
