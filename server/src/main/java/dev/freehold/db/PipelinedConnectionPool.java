package dev.freehold.db;

import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.PipelinedConnection.PendingStatement;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop and the queue for them. Confined to that event loop.
final class PipelinedConnectionPool implements PipelinedConnection.ConnectionListener {
  /// The length of the queue; later statements would time out anyway.
  static final int MAX_WAITING = 2_000;

  static final int MAX_ATTEMPTS = 4;
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TICK_MILLIS = 100;

  private final Vertx vertx;
  private final long stuckNanos;
  private final BooleanSupplier silent;
  private final Runnable onLoss;
  private final ConnectionRefusals refusals;
  private final Consumer<DatabaseException> failures;
  private final List<PipelinedConnection> connections = new ArrayList<>();
  private final ArrayDeque<PendingStatement<?>> waiting = new ArrayDeque<>();
  private long ticker;
  private boolean draining;
  private @Nullable DatabaseException connectFailure;
  private boolean closed;

  /// @param silent whether the server is known to be down; timeouts are short then
  /// @param onLoss called when a connection was lost or refused
  /// @param refusals are told when none is open, and when one is again
  /// @param failures gets each failed statement
  PipelinedConnectionPool(
      Vertx vertx,
      PgConnector connector,
      PoolSettings settings,
      BooleanSupplier silent,
      Runnable onLoss,
      ConnectionRefusals refusals,
      Consumer<DatabaseException> failures) {
    this.vertx = vertx;
    this.stuckNanos = settings.statementTimeout().plusSeconds(1).toNanos();
    this.failures = failures;
    this.silent = silent;
    this.onLoss = onLoss;
    this.refusals = refusals;
    for (int i = 0; i < settings.size(); i++) {
      connections.add(new PipelinedConnection(vertx, connector, settings.window(), this));
    }
  }

  /// @param size the connections
  /// @param window the statements in progress on each connection at most; 1: a statement never waits
  ///     for another on its connection
  /// @param statementTimeout of the connections; one that does not answer for longer is given up
  record PoolSettings(int size, int window, Duration statementTimeout) {
    /// Pipelined connections with the usual statement timeout.
    static PoolSettings pipelined(int size) {
      return new PoolSettings(size, PipelinedConnection.WINDOW, PgDatabase.STATEMENT_TIMEOUT);
    }
  }

  /// Called once, on the event loop.
  void start() {
    ticker = vertx.setPeriodic(TICK_MILLIS, _ -> tick());
    connections.forEach(PipelinedConnection::connect);
  }

  void run(PendingStatement<?> statement) {
    PipelinedConnection free = freest();
    if (free != null) {
      free.send(statement);
    } else if (closed) {
      statement.fail(
          new DatabaseException(
              FailureKind.UNAVAILABLE, null, new IllegalStateException("closed")));
    } else if (connectFailure != null) {
      statement.fail(connectFailure);
    } else if (waiting.size() >= MAX_WAITING) {
      statement.fail(
          new DatabaseException(
              FailureKind.UNAVAILABLE, null, new IllegalStateException("too many are waiting")));
    } else {
      waiting.add(statement);
    }
  }

  PoolStatistics statistics() {
    int open = 0;
    int inFlight = 0;
    for (PipelinedConnection connection : connections) {
      open += connection.isOpen() ? 1 : 0;
      inFlight += connection.inFlight();
    }
    return new PoolStatistics(open, inFlight, waiting.size());
  }

  private @Nullable PipelinedConnection freest() {
    PipelinedConnection best = null;
    int room = 0;
    for (PipelinedConnection connection : connections) {
      if (connection.freeSlots() > room) {
        best = connection;
        room = connection.freeSlots();
      }
    }
    return best;
  }

  @Override
  public void opened() {
    connectFailure = null;
    refusals.opened();
    drain();
  }

  private void drain() {
    if (draining) {
      // A statement that fails at once re-enters this method.
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
  public void lost(DatabaseException reason) {
    boolean any = connections.stream().anyMatch(PipelinedConnection::isOpen);
    // A lost connection is reopened at once, and statements wait for it. If the connection is
    // refused, the server is down.
    if (!any && reason.kind() == FailureKind.UNAVAILABLE) {
      connectFailure = reason;
      refusals.refused(reason);
      refuseWaiting(reason);
    }
    onLoss.run();
  }

  @Override
  public void statementEnded(PendingStatement<?> statement, @Nullable DatabaseException failure) {
    if (failure != null && !statement.done()) {
      if (PostgresErrorMapper.isRetryable(failure) && statement.attempts() < MAX_ATTEMPTS) {
        long pause = 2L + ThreadLocalRandom.current().nextLong(10L * statement.attempts());
        vertx.setTimer(pause, _ -> run(statement));
      } else {
        failures.accept(failure);
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
              new DatabaseException(
                  FailureKind.UNAVAILABLE, null, new IllegalStateException("waited too long")));
    }
    long limit = silent.getAsBoolean() ? WAIT_NANOS : stuckNanos;
    connections.forEach(connection -> connection.abandonIfStuck(limit));
  }

  private void refuseWaiting(DatabaseException reason) {
    for (PendingStatement<?> one = waiting.poll(); one != null; one = waiting.poll()) {
      one.fail(reason);
    }
  }

  /// Gives up each connection, because the server takes no writes; they are opened to another.
  void leave(String reason) {
    connections.forEach(connection -> connection.leave(reason));
  }

  void close() {
    closed = true;
    vertx.cancelTimer(ticker);
    connections.forEach(PipelinedConnection::close);
    refuseWaiting(
        new DatabaseException(FailureKind.UNAVAILABLE, null, new IllegalStateException("closed")));
  }
}
