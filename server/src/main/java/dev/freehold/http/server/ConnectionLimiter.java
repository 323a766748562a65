package dev.freehold.http.server;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Limits the connections of all event loops. At the limit, the connection of the same event loop
/// that is idle longest is closed for the new one; if none is idle, the new one is closed.
final class ConnectionLimiter {
  private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final EventSink events;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong told = new AtomicLong(System.nanoTime() - AGAIN_NANOS);

  public ConnectionLimiter(int most, EventSink events) {
    this.most = most;
    this.events = events;
  }

  /// Whether the new connection may stay.
  ///
  /// @param usage of the connection, on its event loop
  public boolean admits(HttpConnection connection, IdleConnections.ConnectionUsage usage) {
    connection.closeHandler(
        _ -> {
          open.decrementAndGet();
          usage.gone();
        });
    if (open.incrementAndGet() <= most) {
      usage.rests();
      return true;
    }
    tell();
    boolean room = usage.closeOldest();
    if (room) {
      usage.rests();
    } else {
      var _ = connection.close();
    }
    return room;
  }

  int open() {
    return open.get();
  }

  private void tell() {
    long now = System.nanoTime();
    long last = told.get();
    if (now - last >= AGAIN_NANOS && told.compareAndSet(last, now)) {
      events.emit(
          new Event.OperatorWarning(
              "All "
                  + most
                  + " connections are in use; idle ones are closed for new ones, and new ones where"
                  + " none is idle"));
    }
  }
}
