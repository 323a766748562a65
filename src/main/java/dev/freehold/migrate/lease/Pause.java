package dev.freehold.migrate.lease;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Waits between tries: a random part of a time that grows, so that nodes and requests that met once do not meet again.
public final class Pause {
  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final int GROWTH = 2;

  private Duration most;

  public Pause(Duration first) {
    this.most = first;
  }

  /// Waits between half of the time and all of it.
  public void next() {
    long millis = most.toMillis();
    of(Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1)));
    Duration grown = most.multipliedBy(GROWTH);
    most = grown.compareTo(LONGEST) > 0 ? LONGEST : grown;
  }

  public static void of(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while waiting");
      }
    }
  }
}
