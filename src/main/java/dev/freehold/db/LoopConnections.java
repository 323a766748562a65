package dev.freehold.db;

import dev.freehold.db.DbFailure.Kind;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop, and what waits for them. Confined to that event loop.
final class LoopConnections implements PipelinedConnection.Owner {
  /// Statements that may wait; more than that and the oldest would time out anyway.
  static final int WAITING = 2_000;

  static final int ATTEMPTS = 4;
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long STUCK_NANOS = PgDatabase.STATEMENT_TIMEOUT.plusSeconds(1).toNanos();
  private static final long TICK_MILLIS = 100;

  private final Vertx vertx;
  private final BooleanSupplier silent;
  private final Runnable onLoss;
  private final List<PipelinedConnection> connections = new ArrayList<>();
  private final ArrayDeque<Statement<?>> waiting = new ArrayDeque<>();
  private long ticker;
  private boolean draining;
  private @Nullable DbFailure away;
  private boolean closed;

  /// @param silent whether the server is known not to answer; patience is short then
  /// @param onLoss told when a connection was lost or refused
  LoopConnections(
      Vertx vertx, PgConnectOptions options, int size, BooleanSupplier silent, Runnable onLoss) {
    this.vertx = vertx;
    this.silent = silent;
    this.onLoss = onLoss;
    for (int i = 0; i < size; i++) {
      connections.add(new PipelinedConnection(vertx, options, this));
    }
  }

  /// Once, on the event loop.
  void start() {
    ticker = vertx.setPeriodic(TICK_MILLIS, _ -> tick());
    connections.forEach(PipelinedConnection::connect);
  }

  void run(Statement<?> statement) {
    PipelinedConnection free = freest();
    if (free != null) {
      free.send(statement);
    } else if (closed) {
      statement.fail(new DbFailure(Kind.UNAVAILABLE, null, new IllegalStateException("closed")));
    } else if (away != null) {
      statement.fail(away);
    } else if (waiting.size() >= WAITING) {
      statement.fail(
          new DbFailure(Kind.UNAVAILABLE, null, new IllegalStateException("too many are waiting")));
    } else {
      waiting.add(statement);
    }
  }

  private @Nullable PipelinedConnection freest() {
    PipelinedConnection best = null;
    int room = 0;
    for (PipelinedConnection connection : connections) {
      if (connection.room() > room) {
        best = connection;
        room = connection.room();
      }
    }
    return best;
  }

  @Override
  public void opened() {
    away = null;
    drain();
  }

  private void drain() {
    if (draining) {
      // A statement that fails at once comes back here from below.
      return;
    }
    draining = true;
    PipelinedConnection free = waiting.isEmpty() ? null : freest();
    while (free != null) {
      free.send(waiting.remove());
      free = waiting.isEmpty() ? null : freest();
    }
    draining = false;
  }

  @Override
  public void lost(DbFailure reason) {
    boolean any = connections.stream().anyMatch(PipelinedConnection::open);
    // A lost connection is made again at once, and what comes meanwhile may wait for that; a
    // refused one is not there.
    if (!any && reason.kind() == Kind.UNAVAILABLE) {
      away = reason;
      refuseWaiting(reason);
    }
    onLoss.run();
  }

  @Override
  public void through(Statement<?> statement, @Nullable DbFailure failure) {
    if (failure != null && !statement.done()) {
      if (Failures.retryable(failure) && statement.attempts() < ATTEMPTS) {
        long pause = 2L + ThreadLocalRandom.current().nextLong(10L * statement.attempts());
        vertx.setTimer(pause, _ -> run(statement));
      } else {
        statement.fail(failure);
      }
    }
    drain();
  }

  private void tick() {
    long now = System.nanoTime();
    while (!waiting.isEmpty() && now - waiting.peek().acceptedNanos > WAIT_NANOS) {
      waiting
          .remove()
          .fail(
              new DbFailure(Kind.UNAVAILABLE, null, new IllegalStateException("waited too long")));
    }
    long limit = silent.getAsBoolean() ? WAIT_NANOS : STUCK_NANOS;
    connections.forEach(connection -> connection.abandonIfStuck(limit));
  }

  private void refuseWaiting(DbFailure reason) {
    for (Statement<?> one = waiting.poll(); one != null; one = waiting.poll()) {
      one.fail(reason);
    }
  }

  void close() {
    closed = true;
    vertx.cancelTimer(ticker);
    connections.forEach(PipelinedConnection::close);
    refuseWaiting(new DbFailure(Kind.UNAVAILABLE, null, new IllegalStateException("closed")));
  }
}
