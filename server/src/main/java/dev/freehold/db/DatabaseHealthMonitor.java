package dev.freehold.db;

import dev.freehold.db.PipelinedConnection.PendingStatement;
import dev.freehold.db.PipelinedConnectionPool.PoolSettings;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Monitors the database on its own connection, once per second and immediately when another
/// connection is lost. Confined to one event loop except for [#isUp()] and [#isDown()].
final class DatabaseHealthMonitor {
  private static final long EVERY_MILLIS = 1_000;
  private static final long WHILE_AWAY_MILLIS = 200;

  private enum State {
    UNKNOWN,
    UP,
    DOWN
  }

  private final Vertx vertx;
  private final EventSink events;
  private final Consumer<String> unsuitable;
  private final String question;
  private final PipelinedConnectionPool connections;
  private final Promise<Void> first = Promise.promise();
  private volatile State state = State.UNKNOWN;
  private volatile boolean readOnly;
  private boolean asking;
  private boolean again;
  private boolean closed;

  /// @param unsuitable called with the reason if the server does not take writes any more
  DatabaseHealthMonitor(
      Vertx vertx, PgConnector connector, Consumer<String> unsuitable, EventSink events) {
    this.vertx = vertx;
    this.events = events;
    this.unsuitable = unsuitable;
    this.question =
        switch (connector.target().attributes()) {
          case ANY -> "select where false";
          case READ_WRITE ->
              "select where pg_is_in_recovery()"
                  + " or current_setting('default_transaction_read_only') = 'on'";
          case PRIMARY -> "select where pg_is_in_recovery()";
        };
    this.connections =
        new PipelinedConnectionPool(
            vertx,
            connector,
            PoolSettings.pipelined(1),
            this::hasAnsweredBefore,
            () -> {},
            new ConnectionRefusals("monitoring", () -> true, events),
            _ -> {});
  }

  /// Called once, on the event loop.
  void start() {
    connections.start();
    ask();
  }

  boolean isUp() {
    return state == State.UP;
  }

  Future<Void> whenUp() {
    return first.future();
  }

  boolean isDown() {
    return state == State.DOWN;
  }

  /// Whether the last failure was that the server takes no writes.
  boolean isReadOnly() {
    return readOnly;
  }

  /// Checks immediately, since a connection was lost.
  void checkNow() {
    if (asking) {
      again = true;
    } else {
      ask();
    }
  }

  /// Before the first answer the server may start at the same time: the monitor is patient, and the
  /// start reports what it waits for.
  private boolean hasAnsweredBefore() {
    return first.future().succeeded();
  }

  private void ask() {
    if (closed || asking) {
      return;
    }
    asking = true;
    Promise<Long> promise = Promise.promise();
    promise
        .future()
        .onComplete(
            result -> {
              asking = false;
              if (result.succeeded() && result.result() > 0) {
                leave();
              } else if (result.succeeded()) {
                hasAnswered();
              } else if (result.cause() instanceof DatabaseException failure) {
                failed(failure);
              }
              boolean now = again && result.succeeded();
              again = false;
              vertx.setTimer(
                  now ? 1 : state == State.DOWN ? WHILE_AWAY_MILLIS : EVERY_MILLIS, _ -> ask());
            });
    connections.run(
        new PendingStatement<Long>(question, Tuple.tuple(), Collectors.<Row>counting(), promise));
  }

  /// The server was demoted, or made read-only.
  private void leave() {
    DatabaseException failure = PgConnector.readOnly("the server takes no writes any more");
    failed(failure);
    connections.leave(failure.reason());
    unsuitable.accept(failure.reason());
  }

  private void hasAnswered() {
    State before = state;
    state = State.UP;
    readOnly = false;
    boolean known = !first.tryComplete();
    if (known && before == State.DOWN) {
      events.emit(new Event.DatabaseRecovered());
    }
  }

  private void failed(DatabaseException failure) {
    if (failure.isConnectionRefused()) {
      first.tryFail(failure);
    }
    // The connection of the monitor was lost or refused. The next check shows whether the server is
    // up.
    readOnly = PgConnector.isReadOnly(failure);
    boolean undecided = "53300".equals(failure.sqlState());
    if (!closed && !undecided && state != State.DOWN) {
      state = State.DOWN;
      if (hasAnsweredBefore()) {
        events.emit(new Event.DatabaseLost(failure.reason()));
      }
    }
  }

  void close() {
    closed = true;
    connections.close();
  }
}
