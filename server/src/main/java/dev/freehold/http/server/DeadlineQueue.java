package dev.freehold.http.server;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Timeouts of one length for one event loop: a linked list in order of arrival that is scanned
/// every tick. Adding and removing an entry is cheaper than one timer per request.
final class DeadlineQueue {
  /// An entry; in at most one queue at a time.
  abstract static class Entry {
    private @Nullable Entry previous;
    private @Nullable Entry next;
    private @Nullable DeadlineQueue list;
    private long due;

    /// Called after the timeout, when the entry has left the queue.
    abstract void onExpired();

    final void cancel() {
      DeadlineQueue from = list;
      if (from != null) {
        from.remove(this);
      }
    }
  }

  private final long nanos;
  private @Nullable Entry first;
  private @Nullable Entry last;

  /// Ticks until the `Vertx` or the verticle of the caller ends. A timeout is late by at most one
  /// tick, a tenth of its length.
  DeadlineQueue(Vertx vertx, Duration length) {
    this.nanos = length.toNanos();
    vertx.setPeriodic(Math.clamp(length.toMillis() / 10, 5, 250), _ -> expire(System.nanoTime()));
  }

  void add(Entry entry) {
    entry.cancel();
    entry.list = this;
    entry.due = System.nanoTime() + nanos;
    entry.previous = last;
    if (last == null) {
      first = entry;
    } else {
      last.next = entry;
    }
    last = entry;
  }

  private void expire(long now) {
    Entry entry = first;
    while (entry != null && entry.due - now <= 0) {
      remove(entry);
      entry.onExpired();
      entry = first;
    }
  }

  private void remove(Entry entry) {
    Entry previous = entry.previous;
    Entry next = entry.next;
    if (previous == null) {
      first = next;
    } else {
      previous.next = next;
    }
    if (next == null) {
      last = previous;
    } else {
      next.previous = previous;
    }
    entry.previous = null;
    entry.next = null;
    entry.list = null;
  }
}
