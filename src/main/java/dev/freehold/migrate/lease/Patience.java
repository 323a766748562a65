package dev.freehold.migrate.lease;

import dev.freehold.db.DbFailure;
import java.time.Duration;

/// For how long something that failed is tried again, from its first failure on.
public final class Patience {
  /// Whoever waited behind a try gets more time than that to be served before the next one.
  private static final Duration FIRST = Duration.ofSeconds(1);

  private final long nanos;
  private final Pause pause = new Pause(FIRST);
  private long end;

  public Patience(Duration time) {
    this.nanos = time.toNanos();
  }

  /// Waits before the next try, longer each time.
  ///
  /// @throws DbFailure the failure, where the time is up
  public void endure(DbFailure failure) {
    long now = System.nanoTime();
    end = end == 0 ? now + nanos : end;
    if (now > end) {
      throw failure;
    }
    pause.next();
  }
}
