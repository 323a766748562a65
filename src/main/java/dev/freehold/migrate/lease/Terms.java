package dev.freehold.migrate.lease;

import java.time.Duration;

/// How long a run holds, waits and tries.
///
/// @param lease how long a lease outlives the last sign of its holder
/// @param lockTry the longest that a step waits for locks while others wait behind it
/// @param lockPatience for how long a step goes on trying
/// @param nodePatience for how long another node may be at work
public record Terms(
    Duration lease, Duration lockTry, Duration lockPatience, Duration nodePatience) {
  /// A request behind a step that waits for a lock waits half a second at most, and then gets its turn.
  public static final Terms STANDARD =
      new Terms(
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30));

  private static final Duration FIRST_TRY = Duration.ofMillis(100);

  /// How long one try waits: longer each time, for mostly nobody is in the way for long.
  ///
  /// @param tries before this one
  public Duration lockTry(int tries) {
    Duration grown = FIRST_TRY.multipliedBy(1L << Math.min(tries, 10));
    return grown.compareTo(lockTry) > 0 ? lockTry : grown;
  }

  /// The same with another patience for both.
  public Terms patient(Duration patience) {
    return new Terms(lease, lockTry, patience, patience);
  }
}
