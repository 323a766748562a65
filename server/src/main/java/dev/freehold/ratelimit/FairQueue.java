package dev.freehold.ratelimit;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Limits concurrent work, and lets further work wait for its turn. The next turn goes to the peer,
/// and within it to the caller, that has used the least time recently (least attained service), so
/// that a caller gains nothing by sending more.
///
/// One caller never has all slots, and the last free slot is for callers that have used little: a
/// caller with one request does not wait for the long ones of others.
///
/// Thread-safe. Work starts on the event loop that asked for it.
public final class FairQueue {
  /// The waiting tasks of one caller at most.
  static final int MAX_WAITING_PER_CALLER = 100;

  /// All waiting tasks at most.
  static final int MAX_WAITING = 1_000;

  /// The used time of a caller counts half after this time.
  private static final double HALF_LIFE_NANOS = 10e9;

  /// A caller that has used less than this may take the last slot.
  private static final double LITTLE_NANOS = 1e9;

  /// The callers whose used time is remembered.
  private static final int MAX_CALLERS = 10_000;

  private final int slots;
  private final int perCaller;
  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private final Map<Object, Usage> people = new HashMap<>();
  private final Map<Object, Usage> peers = new HashMap<>();
  private final Set<Usage> queues = new LinkedHashSet<>();
  private final Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);
  private int running;
  private int waiting;

  /// @param slots concurrent tasks at most, at least 1
  /// @param patience the longest wait for a turn; see [#expire]
  public FairQueue(int slots, Duration patience, LongSupplier nanoTime) {
    this.slots = slots;
    this.perCaller = Math.max(1, slots - 1);
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
  }

  /// Who asks. Both are compared with `equals`.
  ///
  /// @param person the account, or the peer of an anonymous caller
  /// @param peer the client address
  public record CallerKey(Object person, Object peer) {}

  /// Why a task is not run.
  public enum Refusal {
    /// Too many tasks of this caller are waiting.
    CALLER_QUEUE_FULL,
    /// Too many tasks are waiting.
    QUEUE_FULL,
    /// The task did not get its turn in time.
    WAITED_TOO_LONG
  }

  /// The recent use of one caller or peer, and the caller's waiting tasks. Guarded by the queue.
  private static final class Usage {
    final ArrayDeque<WaitingTask> tasks = new ArrayDeque<>();
    int running;
    private double usedNanos;
    private long updatedNanos;

    Usage(long now) {
      this.updatedNanos = now;
    }

    /// Counts the time until now, the running tasks included.
    double nanosUsed(long now) {
      long elapsed = now - updatedNanos;
      usedNanos = usedNanos * Math.pow(0.5, elapsed / HALF_LIFE_NANOS) + (double) running * elapsed;
      updatedNanos = now;
      return usedNanos;
    }

    void starts(long now) {
      nanosUsed(now);
      running++;
    }

    void ends(long now) {
      nanosUsed(now);
      running--;
    }

    boolean isIdle() {
      return running == 0 && tasks.isEmpty();
    }
  }

  private record WaitingTask(
      CallerKey key,
      long sinceNanos,
      @Nullable Context context,
      Promise<Boolean> turn,
      Function<Refusal, Throwable> failure) {
    void start() {
      complete(() -> turn.complete(true));
    }

    void refuse(Refusal refusal) {
      complete(() -> turn.fail(failure.apply(refusal)));
    }

    private void complete(Runnable action) {
      if (context == null) {
        action.run();
      } else {
        context.runOnContext(_ -> action.run());
      }
    }
  }

  /// Runs `work` at its turn.
  ///
  /// @param failure the failure of the result if the work is not run
  public <R> Future<R> run(
      CallerKey key, Function<Refusal, Throwable> failure, Supplier<Future<R>> work) {
    WaitingTask task =
        new WaitingTask(
            key, nanoTime.getAsLong(), Vertx.currentContext(), Promise.promise(), failure);
    @Nullable Refusal refusal;
    @Nullable WaitingTask displaced = null;
    List<WaitingTask> started;
    synchronized (this) {
      Usage person = usage(people, key.person());
      refusal = refusal(person);
      if (refusal == null) {
        displaced = waiting < MAX_WAITING ? null : displace();
        person.tasks.add(task);
        queues.add(person);
        waiting++;
      }
      started = startNext();
    }
    if (displaced != null) {
      count(Refusal.QUEUE_FULL, 1);
      displaced.refuse(Refusal.QUEUE_FULL);
    }
    if (refusal != null) {
      count(refusal, 1);
      return Future.failedFuture(failure.apply(refusal));
    }
    // Most tasks do not wait: this one starts without a further turn of the event loop.
    boolean atOnce = started.remove(task);
    started.forEach(WaitingTask::start);
    Future<Boolean> turn = atOnce ? Future.succeededFuture(true) : task.turn().future();
    return turn.compose(
        _ -> Future.succeededFuture(work).compose(Supplier::get).eventually(() -> ended(key)));
  }

  private @Nullable Refusal refusal(Usage person) {
    if (person.tasks.size() >= MAX_WAITING_PER_CALLER) {
      return Refusal.CALLER_QUEUE_FULL;
    }
    return waiting >= MAX_WAITING && person.tasks.size() + 1 >= longest().tasks.size()
        ? Refusal.QUEUE_FULL
        : null;
  }

  /// Removes the newest task of the caller with the most, in favour of a caller with fewer.
  private WaitingTask displace() {
    Usage longest = longest();
    waiting--;
    return longest.tasks.removeLast();
  }

  private Usage longest() {
    Usage longest = queues.iterator().next();
    for (Usage queue : queues) {
      longest = queue.tasks.size() > longest.tasks.size() ? queue : longest;
    }
    return longest;
  }

  private Future<Boolean> ended(CallerKey key) {
    List<WaitingTask> started;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      running--;
      usage(people, key.person()).ends(now);
      usage(peers, key.peer()).ends(now);
      started = startNext();
    }
    started.forEach(WaitingTask::start);
    return Future.succeededFuture(true);
  }

  /// Refuses the tasks that have waited too long. To be called several times a second.
  public void expire() {
    List<WaitingTask> overdue = new ArrayList<>();
    synchronized (this) {
      long now = nanoTime.getAsLong();
      for (Usage queue : queues) {
        WaitingTask first = queue.tasks.peek();
        while (first != null && now - first.sinceNanos() > patienceNanos) {
          overdue.add(queue.tasks.remove());
          first = queue.tasks.peek();
        }
      }
      waiting -= overdue.size();
      count(Refusal.WAITED_TOO_LONG, overdue.size());
      queues.removeIf(queue -> queue.tasks.isEmpty());
    }
    overdue.forEach(task -> task.refuse(Refusal.WAITED_TOO_LONG));
  }

  private List<WaitingTask> startNext() {
    List<WaitingTask> started = new ArrayList<>(1);
    long now = nanoTime.getAsLong();
    for (Usage next = next(now); next != null; next = next(now)) {
      WaitingTask task = next.tasks.remove();
      if (next.tasks.isEmpty()) {
        queues.remove(next);
      }
      waiting--;
      running++;
      next.starts(now);
      usage(peers, task.key().peer()).starts(now);
      started.add(task);
    }
    return started;
  }

  /// The queue whose turn it is; null if no slot is free for any.
  private @Nullable Usage next(long now) {
    @Nullable Usage best = null;
    if (running < slots) {
      boolean lastSlot = slots > 1 && slots - running == 1;
      for (Usage queue : queues) {
        boolean mayRun =
            queue.running < perCaller && (!lastSlot || queue.nanosUsed(now) < LITTLE_NANOS);
        if (mayRun && (best == null || isBefore(queue, best, now))) {
          best = queue;
        }
      }
    }
    return best;
  }

  /// Equal use: the queue that was added first.
  private boolean isBefore(Usage one, Usage other, long now) {
    double peer = peerOf(one).nanosUsed(now);
    double otherPeer = peerOf(other).nanosUsed(now);
    return peer == otherPeer ? one.nanosUsed(now) < other.nanosUsed(now) : peer < otherPeer;
  }

  private Usage peerOf(Usage queue) {
    return usage(peers, queue.tasks.element().key().peer());
  }

  private Usage usage(Map<Object, Usage> usages, Object key) {
    Usage known = usages.get(key);
    if (known != null) {
      return known;
    }
    long now = nanoTime.getAsLong();
    if (usages.size() >= MAX_CALLERS) {
      usages.values().removeIf(usage -> usage.isIdle() && usage.nanosUsed(now) < LITTLE_NANOS);
    }
    if (usages.size() >= MAX_CALLERS) {
      usages.values().removeIf(Usage::isIdle);
    }
    Usage added = new Usage(now);
    usages.put(key, added);
    return added;
  }

  private synchronized void count(Refusal refusal, long tasks) {
    refusals.merge(refusal, tasks, Long::sum);
  }

  /// The tasks that were not run, since the start.
  public synchronized long refused(Refusal refusal) {
    return refusals.getOrDefault(refusal, 0L);
  }

  public synchronized int running() {
    return running;
  }

  public synchronized int waiting() {
    return waiting;
  }

  /// The running and waiting tasks.
  synchronized int size() {
    return running + waiting;
  }
}
