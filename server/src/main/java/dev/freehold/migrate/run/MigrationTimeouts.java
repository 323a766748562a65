package dev.freehold.migrate.run;

import java.time.Duration;

/// The lease, lock and retry times of a run.
///
/// @param lease how long a lease lasts after its last renewal
/// @param lockTimeout the maximum time that a step waits for locks while requests wait behind it
/// @param lockRetryTime how long a step is retried
/// @param nodeWaitTime how long to wait for another node that migrates
public record MigrationTimeouts(
    Duration lease, Duration lockTimeout, Duration lockRetryTime, Duration nodeWaitTime) {
  /// A request behind a step that waits for a lock waits at most half a second. Then the step gives
  /// up its attempt, and the request continues.
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

  /// Returns these timeouts with `patience` as the lock retry time and the node wait time.
  public MigrationTimeouts withWaitTime(Duration patience) {
    return new MigrationTimeouts(lease, lockTimeout, patience, patience);
  }
}
