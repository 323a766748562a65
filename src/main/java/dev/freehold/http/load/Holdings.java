package dev.freehold.http.load;

import java.util.LinkedHashSet;

/// What the requests of one event loop hold in memory: bodies on their way in or being worked on, answers on their way
/// out. Where more would be held than may be, those give up that have waited longest for their client: whoever is quick
/// is served while others dawdle. Confined to its event loop.
public final class Holdings {
  private final long limit;
  private final LinkedHashSet<Share> waiting = new LinkedHashSet<>();
  private long held;

  public Holdings(long limit) {
    this.limit = limit;
  }

  /// What one request holds.
  public abstract static class Share {
    private final Holdings all;
    private int bytes;

    protected Share(Holdings all) {
      this.all = all;
    }

    /// The room is needed: end what this is for. Nothing is held any more.
    protected abstract void giveUp();

    /// Whether there is room for so many bytes more; they then count until [#letGo]. What is alone may be as large as it
    /// likes: the limits of a request bound it.
    public final boolean take(int more) {
      while (all.held > 0 && all.held + more > all.limit) {
        if (all.waiting.isEmpty() || all.waiting.getFirst().equals(this)) {
          return false;
        }
        Share oldest = all.waiting.getFirst();
        oldest.letGo();
        oldest.giveUp();
      }
      all.held += more;
      bytes += more;
      return true;
    }

    public final boolean isEmpty() {
      return bytes == 0;
    }

    /// From now on this waits for its client.
    public final void await() {
      all.waiting.addLast(this);
    }

    /// From now on this does not wait for its client.
    public final void work() {
      all.waiting.remove(this);
    }

    public final void letGo() {
      all.waiting.remove(this);
      all.held -= bytes;
      bytes = 0;
    }
  }
}
