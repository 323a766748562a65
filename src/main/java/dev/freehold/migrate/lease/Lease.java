package dev.freehold.migrate.lease;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.plan.Step;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// The right to migrate a database, and the connection that it is held with. Nodes that want it wait for each other; that
/// of a node that died ends by itself.
public final class Lease implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration TELL_EVERY = Duration.ofSeconds(1);
  private static final String HOLDER = "process " + ProcessHandle.current().pid();

  private final Vertx vertx;
  private final DatabaseTarget target;
  private final Terms terms;
  private final Consumer<Progress> progress;
  private final Heart heart;
  private AdminConnection connection;
  private int backend;
  private long token;

  private Lease(
      Vertx vertx,
      DatabaseTarget target,
      Terms terms,
      Consumer<Progress> progress,
      AdminConnection connection) {
    this.vertx = vertx;
    this.target = target;
    this.terms = terms;
    this.progress = progress;
    this.connection = connection;
    this.heart = new Heart(vertx, target, terms.lease(), progress);
  }

  /// Waits for the lease and takes it.
  ///
  /// @param progress told by one thread at a time
  /// @throws MigrationRefused where others had it for too long
  /// @throws DbFailure where the database is away
  public static Lease take(
      Vertx vertx, DatabaseTarget target, Terms terms, Consumer<Progress> progress) {
    AdminConnection connection = AdminConnection.open(vertx, target);
    Lease lease = new Lease(vertx, target, terms, oneByOne(progress), connection);
    try {
      lease.settings();
      lease.create();
      lease.await();
      lease.heart.start(lease.token);
      return lease;
    } catch (RuntimeException | Error e) {
      Connections.closeQuietly(connection);
      throw e;
    }
  }

  private static Consumer<Progress> oneByOne(Consumer<Progress> progress) {
    Object turn = new Object();
    return what -> {
      synchronized (turn) {
        progress.accept(what);
      }
    };
  }

  /// Of the whole session; names resolve to what is meant, whatever others made in `public`.
  private void settings() {
    connection.query(
        """
        select set_config('lock_timeout', $1, false), set_config('statement_timeout', '0', false),
               set_config('idle_in_transaction_session_timeout', '0', false),
               set_config('search_path', 'pg_catalog', false)\
        """,
        Tuple.of(terms.lockTry().toMillis() + "ms"));
    backend =
        connection
            .query("select pg_backend_pid() as pid", Tuple.tuple())
            .getFirst()
            .getInteger("pid");
  }

  /// Two nodes may make the table at once; one of them fails and finds it made.
  private void create() {
    for (int attempt = 1; ; attempt++) {
      try {
        new LeaseTable(connection).create();
        return;
      } catch (DbFailure e) {
        if (attempt == Races.ATTEMPTS || !Races.is(e)) {
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
      if (waited.compareTo(terms.nodePatience()) > 0) {
        throw new MigrationRefused(
            "Another node is migrating this database: " + state.holder() + ".",
            "Nothing was changed. Start again when it is done.");
      }
      if (!state.holder().isEmpty() && System.nanoTime() - told >= TELL_EVERY.toNanos()) {
        told = System.nanoTime();
        progress.accept(new Progress.WaitingForNode(state.holder(), waited));
      }
      new Pause(LOOK_EVERY).next();
    }
  }

  /// Tries once.
  ///
  /// @param own whether `seen` is this holder's own, so that it need not have expired
  private boolean taken(LeaseTable table, long seen, boolean own) {
    try {
      table.evict(seen, own);
      Optional<Long> taken = table.take(seen, HOLDER, terms.lease(), own);
      taken.ifPresent(next -> token = next);
      return taken.isPresent();
    } catch (DbFailure e) {
      if (Connections.isRetryable(e)) {
        return false;
      }
      throw e;
    }
  }

  /// Of the holder alone. It is another one after a connection was lost.
  public AdminConnection connection() {
    return connection;
  }

  public Consumer<Progress> progress() {
    return progress;
  }

  /// Runs `work` in a transaction during which no other node can take the lease. Nothing of it is done where another has it.
  ///
  /// @param work given the transaction's number
  public void fenced(Consumer<String> work) {
    connection.inTransaction(
        () -> {
          connection.execute("set transaction isolation level read committed, read write");
          work.accept(new LeaseTable(connection).fence(token));
        });
  }

  /// Runs what may have to wait for others, and lets whoever watches know for whom.
  public void watching(Step step, Runnable work) {
    heart.watch(step, backend);
    try {
      work.run();
    } finally {
      heart.unwatch();
    }
  }

  /// Opens the connection anew. What was not committed on the old one is not done afterwards, and will not be: the
  /// transaction that held the lease has ended, for the lease has a new token.
  ///
  /// @throws LeaseLost where another node took it meanwhile
  /// @throws DbFailure where the database stays away
  public void reconnect(Step step, DbFailure failure) {
    long end = System.nanoTime() + terms.lockPatience().toNanos();
    Connections.closeQuietly(connection);
    Pause pause = new Pause(LOOK_EVERY);
    while (true) {
      progress.accept(new Progress.Reconnecting(step, failure.reason()));
      try {
        connection = AdminConnection.open(vertx, target);
        settings();
        LeaseTable table = new LeaseTable(connection);
        while (true) {
          if (table.state().token() != token) {
            throw new LeaseLost();
          }
          if (taken(table, token, true)) {
            heart.token(token);
            return;
          }
          if (System.nanoTime() > end) {
            throw failure;
          }
          pause.next();
        }
      } catch (DbFailure e) {
        if (!Connections.isLost(e) || System.nanoTime() > end) {
          throw e;
        }
        Connections.closeQuietly(connection);
        pause.next();
      }
    }
  }

  /// Lets the next node have it at once.
  @Override
  public void close() {
    heart.close();
    try {
      new LeaseTable(connection).release(token);
    } catch (DbFailure e) {
      // It ends by itself.
    }
    Connections.closeQuietly(connection);
  }
}
