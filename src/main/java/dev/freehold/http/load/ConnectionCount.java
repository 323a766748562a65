package dev.freehold.http.load;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the connections of all event loops. Where there are too many, the one of the same event loop that is idle longest
/// gives way to the new one; where none is idle, the new one is closed.
public final class ConnectionCount {
  private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final EventSink events;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong told = new AtomicLong(System.nanoTime() - AGAIN_NANOS);

  public ConnectionCount(int most, EventSink events) {
    this.most = most;
    this.events = events;
  }

  /// Whether the new connection may stay.
  ///
  /// @param usage of the connection, on its event loop
  public boolean admits(HttpConnection connection, IdleConnections.Usage usage) {
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

  private void tell() {
    long now = System.nanoTime();
    long last = told.get();
    if (now - last >= AGAIN_NANOS && told.compareAndSet(last, now)) {
      events.emit(
          new Event.Warned(
              "All "
                  + most
                  + " connections are in use; idle ones are closed for new ones, and new ones where"
                  + " none is idle"));
    }
  }
}
