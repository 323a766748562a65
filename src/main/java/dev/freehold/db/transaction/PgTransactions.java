package dev.freehold.db.transaction;

import dev.freehold.db.ClientOptions;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.PgDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The [Transactions] of a server. Each event loop has a few connections for them, made when they are first needed and
/// never shared with a statement from outside the transaction that is open there.
public final class PgTransactions implements Transactions {
  /// A transaction older than this is given up with its connection.
  public static final Duration LIFE = PgDatabase.STATEMENT_TIMEOUT.plusSeconds(5);

  /// Statements that a connection keeps.
  private static final int PREPARED = 64;

  private static final String BEGIN = "begin read write";

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final int connectionsPerLoop;
  private final BooleanSupplier away;
  private final ContextInternal home;
  private final Map<Thread, Loop> loops = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private record Loop(ContextInternal context, LoopTransactions transactions) {}

  /// Returns at once; connects to nothing yet.
  ///
  /// @param connectionsPerLoop of each event loop: the transactions that may be open there at once
  /// @param away whether the database is known not to answer, as [PgDatabase#away()] tells
  public PgTransactions(
      Vertx vertx, DatabaseTarget target, int connectionsPerLoop, BooleanSupplier away) {
    this.vertx = vertx;
    this.options = options(target);
    this.connectionsPerLoop = connectionsPerLoop;
    this.away = away;
    this.home = ((ContextInternal) vertx.getOrCreateContext()).unwrap();
  }

  private static PgConnectOptions options(DatabaseTarget target) {
    PgConnectOptions options = ClientOptions.of(target, PgDatabase.STATEMENT_TIMEOUT);
    Map<String, String> properties = new HashMap<>(options.getProperties());
    // The statements are on their way when BEGIN is answered. Should it fail, they find themselves
    // outside of a
    // transaction: there nothing can be written.
    properties.put("default_transaction_read_only", "on");
    // Where this program hangs, its locks do not. Later than we would give up ourselves.
    properties.put(
        "idle_in_transaction_session_timeout", Long.toString(LIFE.plusSeconds(2).toMillis()));
    // Clients choose the shapes of what runs here, and PostgreSQL keeps each prepared statement on
    // each
    // connection: one with many relations takes a megabyte and more.
    return options.setProperties(properties).setPreparedStatementCacheMaxSize(PREPARED);
  }

  @Override
  public <R> Future<R> run(Function<Database, Future<Outcome<R>>> work) {
    return run(BEGIN, work);
  }

  @Override
  public <R> Future<R> run(Duration lockTimeout, Function<Database, Future<Outcome<R>>> work) {
    long millis = lockTimeout.toMillis();
    if (millis < 1) {
      // To PostgreSQL zero is no limit.
      throw new IllegalArgumentException("a lock timeout of " + lockTimeout);
    }
    return run(BEGIN + "; set local lock_timeout = " + millis, work);
  }

  private <R> Future<R> run(String begin, Function<Database, Future<Outcome<R>>> work) {
    ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
    Promise<R> promise = caller.promise();
    if (caller.inThread() && caller.isEventLoopContext()) {
      here(caller, new Call<>(caller, begin, work, promise));
    } else {
      home.runOnContext(_ -> here(home, new Call<>(home, begin, work, promise)));
    }
    return promise.future();
  }

  private void here(ContextInternal context, Call<?> call) {
    Loop loop = loops.get(Thread.currentThread());
    if (loop == null) {
      ContextInternal root = context.unwrap();
      loop = new Loop(root, new LoopTransactions(root, options, connectionsPerLoop, away));
      loops.put(Thread.currentThread(), loop);
      root.dispatch(loop.transactions(), LoopTransactions::start);
      if (closed) {
        loop.transactions().close();
      }
    }
    LoopTransactions transactions = loop.transactions();
    loop.context().dispatch(_ -> transactions.run(call));
  }

  /// Ends every transaction: nothing of it stays, but where its commit was sent already nobody knows.
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
