package dev.freehold.db;

import dev.freehold.db.DbFailure.Kind;
import dev.freehold.event.EventSink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collector;

/// The [Database] of a server: each event loop has pipelined connections of its own, so that a request stays on its thread.
/// A connection that is lost is made again by itself; while the database is away, statements fail at once.
public final class PgDatabase implements Database {
  /// A statement is ended by PostgreSQL after this time.
  public static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final int connectionsPerLoop;
  private final ContextInternal home;
  private final Availability availability;
  private final Map<Thread, Loop> loops = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private record Loop(ContextInternal context, LoopConnections connections) {}

  /// Returns at once; connections are made when they are needed. [#answers()] tells when the first one stands.
  ///
  /// @param connectionsPerLoop of each event loop; one more connection watches over all
  public PgDatabase(Vertx vertx, DatabaseTarget target, int connectionsPerLoop, EventSink events) {
    this(vertx, connectionsPerLoop, events, ClientOptions.of(target, STATEMENT_TIMEOUT));
  }

  /// For statements whose shapes clients choose: PostgreSQL keeps each prepared statement on each connection, and one with
  /// many relations takes a megabyte and more.
  ///
  /// @param prepared the most statements that each connection keeps
  public PgDatabase(
      Vertx vertx, DatabaseTarget target, int connectionsPerLoop, int prepared, EventSink events) {
    this(
        vertx,
        connectionsPerLoop,
        events,
        ClientOptions.of(target, STATEMENT_TIMEOUT).setPreparedStatementCacheMaxSize(prepared));
  }

  private PgDatabase(
      Vertx vertx, int connectionsPerLoop, EventSink events, PgConnectOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.connectionsPerLoop = connectionsPerLoop;
    this.home = ((ContextInternal) vertx.getOrCreateContext()).unwrap();
    this.availability = new Availability(vertx, options, events);
    home.runOnContext(_ -> availability.start());
  }

  /// Whether the database answered when it was last asked, at most a second ago. Costs no statement.
  public boolean answers() {
    return availability.answers();
  }

  /// Completes when the database has answered for the first time.
  public Future<Void> answered() {
    return availability.answered();
  }

  /// Whether the database is known not to answer: patience with it is short then.
  public boolean away() {
    return availability.away();
  }

  @Override
  public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
    ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
    if (closed) {
      return caller.failedFuture(
          new DbFailure(Kind.UNAVAILABLE, null, new IllegalStateException("closed")));
    }
    Promise<R> promise = caller.promise();
    Statement<R> statement = new Statement<>(sql, arguments, rows, promise);
    if (caller.inThread() && caller.isEventLoopContext()) {
      here(caller).run(statement);
    } else {
      home.runOnContext(_ -> here(home).run(statement));
    }
    return promise.future();
  }

  private LoopConnections here(ContextInternal context) {
    Loop loop = loops.get(Thread.currentThread());
    if (loop == null) {
      // Not the request's own context: these connections outlive it.
      ContextInternal root = context.unwrap();
      loop =
          new Loop(
              root,
              new LoopConnections(
                  vertx, options, connectionsPerLoop, availability::away, this::suspect));
      loops.put(Thread.currentThread(), loop);
      root.dispatch(loop.connections(), LoopConnections::start);
    }
    return loop.connections();
  }

  private void suspect() {
    home.runOnContext(_ -> availability.suspect());
  }

  /// Closes every connection; statements under way fail with an unknown outcome.
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
