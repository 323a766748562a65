package dev.freehold.http.server;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One deadline of one length for many things, on one event loop: a list in the order of arrival,
/// looked at every tick. To join and to leave cost a few pointers; a timer per request would cost a
/// heap operation and an object each.
final class Deadlines {
  /// Member of at most one list at a time.
  abstract static class Entry {
    private @Nullable Entry previous;
    private @Nullable Entry next;
    private @Nullable Deadlines list;
    private long due;

    /// The time is up; the entry has left its list.
    abstract void expired();

    final void leave() {
      Deadlines from = list;
      if (from != null) {
        from.remove(this);
      }
    }
  }

  private final long nanos;
  private @Nullable Entry first;
  private @Nullable Entry last;

  /// Ticks until the `Vertx` or the verticle that this is made in ends. Late by at most a tick, a
  /// tenth of the length.
  Deadlines(Vertx vertx, Duration length) {
    this.nanos = length.toNanos();
    vertx.setPeriodic(Math.clamp(length.toMillis() / 10, 5, 250), _ -> expire(System.nanoTime()));
  }

  void add(Entry entry) {
    entry.leave();
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
      entry.expired();
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
