package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.plan.MigrationStep;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// The exclusive right to migrate a database, and the connection that holds it. Other nodes wait
/// for it; the lease of a dead node expires.
public final class MigrationLease implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration TELL_EVERY = Duration.ofSeconds(1);
  private static final String HOLDER = "process " + ProcessHandle.current().pid();

  private final Vertx vertx;
  private final DatabaseTarget target;
  private final MigrationTimeouts timeouts;
  private final Consumer<MigrationProgress> progress;
  private final LeaseHeartbeat heartbeat;
  private AdminConnection connection;
  private int backend;
  private long token;

  private MigrationLease(
      Vertx vertx,
      DatabaseTarget target,
      MigrationTimeouts timeouts,
      Consumer<MigrationProgress> progress,
      AdminConnection connection) {
    this.vertx = vertx;
    this.target = target;
    this.timeouts = timeouts;
    this.progress = progress;
    this.connection = connection;
    this.heartbeat = new LeaseHeartbeat(vertx, target, timeouts.lease(), progress);
  }

  /// Waits for the lease and takes it.
  ///
  /// @param progress receives events, from one thread at a time
  /// @throws MigrationRefusedException if other nodes held the lease for too long
  /// @throws DatabaseException if the database is unavailable
  public static MigrationLease take(
      Vertx vertx,
      DatabaseTarget target,
      MigrationTimeouts timeouts,
      Consumer<MigrationProgress> progress) {
    AdminConnection connection = AdminConnection.open(vertx, target);
    MigrationLease lease =
        new MigrationLease(vertx, target, timeouts, oneByOne(progress), connection);
    try {
      lease.settings();
      lease.create();
      lease.await();
      lease.heartbeat.start(lease.token);
      return lease;
    } catch (RuntimeException | Error e) {
      MigrationFailureClassifier.closeQuietly(connection);
      throw e;
    }
  }

  private static Consumer<MigrationProgress> oneByOne(Consumer<MigrationProgress> progress) {
    Object turn = new Object();
    return what -> {
      synchronized (turn) {
        progress.accept(what);
      }
    };
  }

  /// Configures the session. The search path ensures that objects in `public` cannot capture names.
  private void settings() {
    connection.query(
        """
        select set_config('lock_timeout', $1, false), set_config('statement_timeout', '0', false),
               set_config('idle_in_transaction_session_timeout', '0', false),
               set_config('search_path', 'pg_catalog', false)\
        """,
        Tuple.of(timeouts.lockTimeout().toMillis() + "ms"));
    backend =
        connection
            .query("select pg_backend_pid() as pid", Tuple.tuple())
            .getFirst()
            .getInteger("pid");
  }

  /// Two nodes may create the table at the same time. One of them fails and then finds the table.
  private void create() {
    for (int attempt = 1; ; attempt++) {
      try {
        new LeaseTable(connection).create();
        return;
      } catch (DatabaseException e) {
        if (attempt == MigrationFailureClassifier.NODE_RACE_ATTEMPTS
            || !MigrationFailureClassifier.isNodeRace(e)) {
          throw e;
        }
      }
    }
  }

  private void await() {
    LeaseTable table = new LeaseTable(connection);
    long begin = System.nanoTime();
    long told = begin - TELL_EVERY.toNanos();
    while (true) {
      LeaseTable.State state = table.state();
      if (state.free() && taken(table, state.token(), false)) {
        return;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begin);
      if (waited.compareTo(timeouts.nodeWaitTime()) > 0) {
        throw new MigrationRefusedException(
            "Another node is migrating this database: " + state.holder() + ".",
            "Nothing was changed. Start again when it is done.");
      }
      if (!state.holder().isEmpty() && System.nanoTime() - told >= TELL_EVERY.toNanos()) {
        told = System.nanoTime();
        progress.accept(new MigrationProgress.WaitingForNode(state.holder(), waited));
      }
      new MigrationBackoff(LOOK_EVERY).sleepNext();
    }
  }

  /// Makes one attempt.
  ///
  /// @param own whether this holder has the lease `seen`, so that it need not have expired
  private boolean taken(LeaseTable table, long seen, boolean own) {
    try {
      table.evict(seen, own);
      Optional<Long> taken = table.take(seen, HOLDER, timeouts.lease(), own);
      taken.ifPresent(next -> token = next);
      return taken.isPresent();
    } catch (DatabaseException e) {
      if (MigrationFailureClassifier.isRetryable(e)) {
        return false;
      }
      throw e;
    }
  }

  /// The connection of the holder. [#reconnect] replaces it.
  public AdminConnection connection() {
    return connection;
  }

  public Consumer<MigrationProgress> progress() {
    return progress;
  }

  /// Runs `work` in a transaction during which no other node can take the lease. Does nothing if
  /// another node has it.
  ///
  /// @param work receives the id of the transaction
  public void fenced(Consumer<String> work) {
    connection.inTransaction(
        () -> {
          connection.execute("set transaction isolation level read committed, read write");
          work.accept(new LeaseTable(connection).fence(token));
        });
  }

  /// Runs work that may wait for locks, and reports the blocking sessions to the heartbeat.
  public void watching(MigrationStep step, Runnable work) {
    heartbeat.watch(step, backend);
    try {
      work.run();
    } finally {
      heartbeat.unwatch();
    }
  }

  /// Opens the connection again. Uncommitted work of the old one is rolled back and cannot commit
  /// later, because the lease has a new token.
  ///
  /// @throws LeaseLostException if another node has taken the lease
  /// @throws DatabaseException if the database remains unreachable
  public void reconnect(MigrationStep step, DatabaseException failure) {
    long end = System.nanoTime() + timeouts.lockRetryTime().toNanos();
    MigrationFailureClassifier.closeQuietly(connection);
    MigrationBackoff backoff = new MigrationBackoff(LOOK_EVERY);
    while (true) {
      progress.accept(new MigrationProgress.Reconnecting(step, failure.reason()));
      try {
        connection = AdminConnection.open(vertx, target);
        settings();
        LeaseTable table = new LeaseTable(connection);
        while (true) {
          if (table.state().token() != token) {
            throw new LeaseLostException();
          }
          if (taken(table, token, true)) {
            heartbeat.token(token);
            return;
          }
          if (System.nanoTime() > end) {
            throw failure;
          }
          backoff.sleepNext();
        }
      } catch (DatabaseException e) {
        if (!MigrationFailureClassifier.isLost(e) || System.nanoTime() > end) {
          throw e;
        }
        MigrationFailureClassifier.closeQuietly(connection);
        backoff.sleepNext();
      }
    }
  }

  /// Releases the lease, so that the next node can take it at once.
  @Override
  public void close() {
    heartbeat.close();
    try {
      new LeaseTable(connection).release(token);
    } catch (DatabaseException e) {
      // The lease expires.
    }
    MigrationFailureClassifier.closeQuietly(connection);
  }

  /// Another node has taken the lease, because this node did not renew it in time. The other node
  /// continues the migration.
  public static final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException() {
      super("the lease is another node's now", null, false, false);
    }
  }
}
