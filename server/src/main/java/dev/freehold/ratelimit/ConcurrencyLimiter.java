package dev.freehold.ratelimit;

import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Limits the concurrent work of one account, for pools with few places. Further work of the
/// account waits in its own queue and delays no other account. Each event loop has its own limiter,
/// as it has its own pool.
public final class ConcurrencyLimiter {
  /// The most tasks of one account that wait; later ones would wait too long.
  static final int MAX_QUEUED = 100;

  private static final long PATIENCE_NANOS = 1_000_000_000L;
  private static final int RETRY_AFTER_SECONDS = 1;

  private final int atOnce;
  private final int maxQueued;
  private final Map<QueueKey, CallerQueue> lines = new HashMap<>();

  /// @param atOnce concurrent tasks of one account on one event loop
  public ConcurrencyLimiter(int atOnce) {
    this(atOnce, MAX_QUEUED);
  }

  /// @param atOnce concurrent tasks of one account on one event loop
  /// @param maxQueued tasks of one account that wait at most, for work that takes milliseconds
  public ConcurrencyLimiter(int atOnce, int maxQueued) {
    this.atOnce = atOnce;
    this.maxQueued = maxQueued;
  }

  private record QueueKey(Thread loop, Object person) {}

  /// The running and the waiting tasks of one account. Confined to its event loop.
  private static final class CallerQueue {
    int underWay;
    final ArrayDeque<QueuedCall> waiting = new ArrayDeque<>();
  }

  private record QueuedCall(long sinceNanos, Promise<Boolean> turn) {}

  /// Runs `work` when the account has a free place. Called on an event loop, on which the work must
  /// end.
  ///
  /// @param person compared with `equals`
  /// @return fails with `UNAVAILABLE`, outcome none, if the work did not start within a second
  public <R> Future<R> run(Object person, Supplier<Future<R>> work) {
    QueueKey key = new QueueKey(Thread.currentThread(), person);
    CallerQueue callerQueue;
    synchronized (lines) {
      callerQueue = lines.computeIfAbsent(key, _ -> new CallerQueue());
    }
    Future<Boolean> turn;
    if (callerQueue.underWay < atOnce) {
      callerQueue.underWay++;
      turn = Future.succeededFuture(true);
    } else if (callerQueue.waiting.size() < maxQueued) {
      Promise<Boolean> promise = Promise.promise();
      callerQueue.waiting.add(new QueuedCall(System.nanoTime(), promise));
      turn = promise.future();
    } else {
      return Future.failedFuture(unavailable());
    }
    // If the work did not start, there is no place to free.
    return turn.compose(
        _ -> Future.succeededFuture(work).compose(Supplier::get).eventually(() -> ended(key)));
  }

  /// Whether a task of the account runs on this event loop.
  public boolean isBusy(Object person) {
    synchronized (lines) {
      return lines.containsKey(new QueueKey(Thread.currentThread(), person));
    }
  }

  private Future<Boolean> ended(QueueKey key) {
    CallerQueue callerQueue;
    synchronized (lines) {
      callerQueue = lines.get(key);
      if (callerQueue != null && callerQueue.underWay == 1 && callerQueue.waiting.isEmpty()) {
        lines.remove(key);
      }
    }
    if (callerQueue != null) {
      next(callerQueue);
    }
    return Future.succeededFuture(true);
  }

  /// Passes the place to the next task. Tasks that have waited too long fail, and the queue moves
  /// on.
  private static void next(CallerQueue callerQueue) {
    for (QueuedCall one = callerQueue.waiting.poll();
        one != null;
        one = callerQueue.waiting.poll()) {
      if (System.nanoTime() - one.sinceNanos() <= PATIENCE_NANOS) {
        one.turn().complete(true);
        return;
      }
      one.turn().fail(unavailable());
    }
    callerQueue.underWay--;
  }

  private static RuntimeException unavailable() {
    return new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE).toException();
  }

  /// The accounts that have running tasks.
  int size() {
    synchronized (lines) {
      return lines.size();
    }
  }
}
