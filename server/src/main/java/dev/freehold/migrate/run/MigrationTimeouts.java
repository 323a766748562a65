package dev.freehold.migrate.run;

import java.time.Duration;

/// The lease, lock and retry times of a run.
///
/// @param lease how long a lease outlives the last sign of its holder
/// @param lockTimeout the longest that a step waits for locks while others wait behind it
/// @param lockRetryTime for how long a step goes on trying
/// @param nodeWaitTime for how long another node may be at work
public record MigrationTimeouts(
    Duration lease, Duration lockTimeout, Duration lockRetryTime, Duration nodeWaitTime) {
  /// A request behind a step that waits for a lock waits half a second at most, and then gets its
  /// turn.
  public static final MigrationTimeouts STANDARD =
      new MigrationTimeouts(
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30));

  private static final Duration FIRST_TRY = Duration.ofMillis(100);

  /// The lock timeout of an attempt. It grows, because most locks are held for a short time.
  ///
  /// @param tries the number of earlier attempts
  public Duration lockTimeout(int tries) {
    Duration grown = FIRST_TRY.multipliedBy(1L << Math.min(tries, 10));
    return grown.compareTo(lockTimeout) > 0 ? lockTimeout : grown;
  }

  /// The same with another patience for both.
  public MigrationTimeouts withWaitTime(Duration patience) {
    return new MigrationTimeouts(lease, lockTimeout, patience, patience);
  }
}
