package dev.freehold.migrate.run;

import dev.freehold.db.DatabaseException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Waits between attempts: a random time, longer with each attempt, so that nodes do not collide
/// again.
final class MigrationBackoff {
  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final int GROWTH = 2;

  private Duration most;

  public MigrationBackoff(Duration first) {
    this.most = first;
  }

  /// Waits between half of the current maximum and all of it.
  public void sleepNext() {
    long millis = most.toMillis();
    sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1)));
    Duration grown = most.multipliedBy(GROWTH);
    most = grown.compareTo(LONGEST) > 0 ? LONGEST : grown;
  }

  public static void sleep(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while waiting");
      }
    }
  }

  /// Limits retries of a failed operation by the time since its first failure.
  public static final class RetryDeadline {
    /// Longer than an attempt, so that requests that waited behind it can finish before the next
    /// one.
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final long nanos;
    private final MigrationBackoff backoff = new MigrationBackoff(FIRST);
    private long end;

    public RetryDeadline(Duration time) {
      this.nanos = time.toNanos();
    }

    /// Waits before the next attempt, longer each time.
    ///
    /// @throws DatabaseException the given failure, if the time is up
    public void awaitRetry(DatabaseException failure) {
      long now = System.nanoTime();
      end = end == 0 ? now + nanos : end;
      if (now > end) {
        throw failure;
      }
      backoff.sleepNext();
    }
  }
}
