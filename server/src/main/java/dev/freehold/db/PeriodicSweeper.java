package dev.freehold.db;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/// Runs a sweep, which deletes some expired rows at a time, every ten minutes, and every second while there
/// are more.
public final class PeriodicSweeper implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(10);
  private static final Duration PAUSE_WHILE_MORE = Duration.ofSeconds(1);

  private final String name;
  private final Vertx vertx;
  private final EventSink events;
  private final Supplier<Future<Boolean>> sweep;
  private long timer;
  private boolean failing;
  private boolean closed;

  /// @param name of what is swept, for the report of a failure
  /// @param sweep deletes once; true if there may be more
  public PeriodicSweeper(
      String name, Vertx vertx, EventSink events, Supplier<Future<Boolean>> sweep) {
    this.name = name;
    this.vertx = vertx;
    this.events = events;
    this.sweep = sweep;
  }

  public void start() {
    next(PAUSE_WHILE_MORE);
  }

  private synchronized void next(Duration pause) {
    if (!closed) {
      timer = vertx.setTimer(pause.toMillis(), _ -> sweep.get().onComplete(this::ended));
    }
  }

  private synchronized void ended(AsyncResult<Boolean> done) {
    if (closed) {
      // The shutdown may have interrupted the sweep; that is no failure.
      return;
    }
    if (done.failed() && !failing) {
      // Only the first of consecutive failures: an event for each would add nothing.
      events.emit(new Event.UncaughtFailure(name, done.cause()));
    }
    failing = done.failed();
    next(done.succeeded() && done.result() ? PAUSE_WHILE_MORE : PAUSE);
  }

  @Override
  public synchronized void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }
}
