package dev.freehold.db;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.stream.Collectors;

/// Whether the database answers: asked on a connection of its own, once a second, and at once when another connection
/// was lost. Confined to one event loop but for [#answers()] and [#away()].
final class Availability {
  private static final long EVERY_MILLIS = 1_000;
  private static final long WHILE_AWAY_MILLIS = 200;

  private enum State {
    UNKNOWN,
    ANSWERS,
    AWAY
  }

  private final Vertx vertx;
  private final EventSink events;
  private final LoopConnections connections;
  private final Promise<Void> first = Promise.promise();
  private volatile State state = State.UNKNOWN;
  private boolean asking;
  private boolean again;
  private boolean closed;

  Availability(Vertx vertx, PgConnectOptions options, EventSink events) {
    this.vertx = vertx;
    this.events = events;
    this.connections = new LoopConnections(vertx, options, 1, () -> true, () -> {});
  }

  /// Once, on the event loop.
  void start() {
    connections.start();
    ask();
  }

  boolean answers() {
    return state == State.ANSWERS;
  }

  Future<Void> answered() {
    return first.future();
  }

  boolean away() {
    return state == State.AWAY;
  }

  /// Something was lost: ask now, not in a second.
  void suspect() {
    if (asking) {
      again = true;
    } else {
      ask();
    }
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
              if (result.succeeded()) {
                hasAnswered();
              } else if (result.cause() instanceof DbFailure failure) {
                failed(failure);
              }
              boolean now = again && result.succeeded();
              again = false;
              vertx.setTimer(
                  now ? 1 : state == State.AWAY ? WHILE_AWAY_MILLIS : EVERY_MILLIS, _ -> ask());
            });
    connections.run(
        new Statement<Long>("select 1", Tuple.tuple(), Collectors.<Row>counting(), promise));
  }

  private void hasAnswered() {
    State before = state;
    state = State.ANSWERS;
    first.tryComplete();
    if (before == State.AWAY) {
      events.emit(new Event.DatabaseBack());
    }
  }

  private void failed(DbFailure failure) {
    // Its own connection was lost or refused a place; whether the server is there, the next
    // question tells.
    boolean undecided = "53300".equals(failure.sqlState());
    if (!closed && !undecided && state != State.AWAY) {
      state = State.AWAY;
      events.emit(new Event.DatabaseLost(failure.reason()));
    }
  }

  void close() {
    closed = true;
    connections.close();
  }
}
