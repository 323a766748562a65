package dev.freehold.http.server;

import java.util.LinkedHashSet;

/// The memory budget of the requests of one event loop: bodies that are received or processed, and
/// responses that are not yet sent. If it is exceeded, the reservations that have waited longest
/// for their client are evicted, so that slow clients do not block fast ones. Confined to its event
/// loop.
final class MemoryBudget {
  private final long limit;
  private final LinkedHashSet<Reservation> waiting = new LinkedHashSet<>();
  private long held;

  public MemoryBudget(long limit) {
    this.limit = limit;
  }

  /// The reservation of one request.
  public abstract static class Reservation {
    private final MemoryBudget all;
    private int bytes;

    protected Reservation(MemoryBudget all) {
      this.all = all;
    }

    /// Called when the reservation is evicted; it is empty then. Must end the request.
    protected abstract void onEvicted();

    /// Reserves bytes until [#release]. Returns false if there is no room. A single reservation may
    /// have any size: the limits of a request bound it.
    public final boolean reserve(int more) {
      while (all.held > 0 && all.held + more > all.limit) {
        if (all.waiting.isEmpty() || all.waiting.getFirst().equals(this)) {
          return false;
        }
        Reservation oldest = all.waiting.getFirst();
        oldest.release();
        oldest.onEvicted();
      }
      all.held += more;
      bytes += more;
      return true;
    }

    public final boolean isEmpty() {
      return bytes == 0;
    }

    /// Marks the request as waiting for its client.
    public final void awaitClient() {
      all.waiting.addLast(this);
    }

    /// Marks the request as not waiting for its client.
    public final void endWait() {
      all.waiting.remove(this);
    }

    public final void release() {
      all.waiting.remove(this);
      all.held -= bytes;
      bytes = 0;
    }
  }
}
