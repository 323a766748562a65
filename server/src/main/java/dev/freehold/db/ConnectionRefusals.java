package dev.freehold.db;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Whether connections of one kind are refused although the database answers others: a pooler, a limit of the role
/// or of the server. Reports it once, with the reason, and once when they are accepted again. Thread-safe.
final class ConnectionRefusals {
  /// A refusal may be a matter of moments, such as of a server that has just stopped.
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String kind;
  private final BooleanSupplier isDown;
  private final EventSink events;
  private long sinceNanos;
  private boolean refused;
  private boolean reported;

  /// @param kind of the connections, such as `transactions`
  /// @param isDown whether the database is known to answer nobody, which is reported elsewhere
  ConnectionRefusals(String kind, BooleanSupplier isDown, EventSink events) {
    this.kind = kind;
    this.isDown = isDown;
    this.events = events;
  }

  /// No connection is open, and one was refused.
  synchronized void refused(DatabaseException failure) {
    long now = System.nanoTime();
    if (!refused) {
      refused = true;
      sinceNanos = now;
    } else if (!reported && now - sinceNanos > PATIENCE_NANOS && !isDown.getAsBoolean()) {
      reported = true;
      events.emit(new Event.ConnectionsRefused(kind, failure.reason()));
    }
  }

  synchronized void opened() {
    if (reported) {
      events.emit(new Event.ConnectionsAccepted(kind));
    }
    refused = false;
    reported = false;
  }

  /// Whether none has been accepted for longer than a moment.
  synchronized boolean isRefused() {
    return refused && System.nanoTime() - sinceNanos > PATIENCE_NANOS;
  }
}
