package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.plan.MigrationStep;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Renews the lease on its own connection and thread, and reports the sessions that block the
/// running step.
final class LeaseHeartbeat implements AutoCloseable {
  /// How often blocking sessions are looked up.
  private static final Duration TICK = Duration.ofMillis(200);

  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);

  /// Renewals per lease time, so that one or two may fail.
  private static final int BEATS_PER_LEASE = 4;

  /// A login sees the process number and role name of other roles' sessions, but not what they do.
  private static final String BLOCKER =
      """
      select 'pid ' || a.pid || coalesce(', ' || a.usename, '')
               || coalesce(', ' || nullif(a.application_name, ''), '') || coalesce(', ' || a.state, '')
               || coalesce(', in a transaction for '
                    || greatest(0, extract(epoch from clock_timestamp() - a.xact_start))::bigint || ' s', '') as who
        from unnest(pg_blocking_pids($1)) b
        join pg_stat_activity a on a.pid = b
       order by a.xact_start nulls last
       limit 1\
      """;

  private final Vertx vertx;
  private final DatabaseTarget target;
  private final Duration life;
  private final Consumer<MigrationProgress> progress;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private volatile long token;
  private volatile @Nullable Watched watched;
  private @Nullable AdminConnection connection;

  /// @param backend the process number of the session that runs the step
  private record Watched(MigrationStep step, int backend, long sinceNanos) {}

  LeaseHeartbeat(
      Vertx vertx, DatabaseTarget target, Duration life, Consumer<MigrationProgress> progress) {
    this.vertx = vertx;
    this.target = target;
    this.life = life;
    this.progress = progress;
    this.thread = Thread.ofPlatform().daemon().name("freehold-lease").unstarted(this::beat);
  }

  void start(long first) {
    token = first;
    thread.start();
  }

  /// Sets the new token, after the holder has reconnected.
  void token(long next) {
    token = next;
  }

  /// Starts to report sessions that block the step.
  void watch(MigrationStep step, int backend) {
    watched = new Watched(step, backend, System.nanoTime());
  }

  void unwatch() {
    watched = null;
  }

  private void beat() {
    long every = life.dividedBy(BEATS_PER_LEASE).toNanos();
    long last = System.nanoTime() - every;
    long lastReport = 0;
    try {
      do {
        long now = System.nanoTime();
        try {
          if (now - last >= every) {
            last = now;
            new LeaseTable(connection()).beat(token, life);
          }
          if (now - lastReport >= REPORT_INTERVAL.toNanos() && report()) {
            lastReport = now;
          }
        } catch (DatabaseException e) {
          // The holder's own connection meets the same failure and reports it. A lost lease is
          // detected by its token.
          drop();
        }
      } while (!stopped.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      drop();
    }
  }

  private boolean report() {
    Watched now = watched;
    if (now == null) {
      return false;
    }
    Optional<Row> blocker =
        connection().query(BLOCKER, Tuple.of(now.backend())).stream().findFirst();
    blocker.ifPresent(
        row ->
            progress.accept(
                new MigrationProgress.WaitingForLock(
                    now.step(),
                    row.getString("who"),
                    Duration.ofNanos(System.nanoTime() - now.sinceNanos()))));
    return blocker.isPresent();
  }

  private AdminConnection connection() {
    AdminConnection open = connection;
    if (open == null) {
      open = AdminConnection.open(vertx, target);
      connection = open;
      // A renewal that waits is useless. No other session locks the row of the lease for long.
      open.execute("set lock_timeout = '1s'; set statement_timeout = '2s'");
    }
    return open;
  }

  private void drop() {
    AdminConnection open = connection;
    connection = null;
    if (open != null) {
      MigrationFailureClassifier.closeQuietly(open);
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
