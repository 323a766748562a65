package dev.freehold.audit.site;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Spaces requests evenly, so that a server under audit keeps its breath.
final class Pace {
  private final long gap;
  private long next = System.nanoTime();

  /// @param perSecond requests; 0 sets no limit
  Pace(int perSecond) {
    gap = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
  }

  /// Waits for the turn of one request.
  void await() {
    long now = System.nanoTime();
    long turn;
    synchronized (this) {
      turn = Math.max(next, now);
      next = turn + gap;
    }
    pause(Duration.ofNanos(turn - now));
  }

  /// Waits, or less where the thread is interrupted.
  static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos();
        left > 0 && !Thread.currentThread().isInterrupted();
        left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
