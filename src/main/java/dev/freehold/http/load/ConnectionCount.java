package dev.freehold.http.load;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the connections of all event loops, and closes those that are too many.
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

  /// Whether the connection may stay.
  public boolean admits(HttpConnection connection) {
    connection.closeHandler(_ -> open.decrementAndGet());
    if (open.incrementAndGet() <= most) {
      return true;
    }
    var _ = connection.close();
    long now = System.nanoTime();
    long last = told.get();
    if (now - last >= AGAIN_NANOS && told.compareAndSet(last, now)) {
      events.emit(new Event.Warned("All " + most + " connections are in use; new ones are closed"));
    }
    return false;
  }
}
