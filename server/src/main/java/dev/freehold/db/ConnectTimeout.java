package dev.freehold.db;

import java.time.Duration;

/// The limit for one attempt to connect: a second, so that a silent server is noticed. An attempt
/// that took longer doubles the limit of the next one, because on a busy machine attempts that end
/// too early only add to its load. The first attempt, at a start, has the longest limit.
final class ConnectTimeout {
  private static final long SHORTEST_MILLIS = 1_000;

  private final long longestMillis;
  private long millis;

  /// @param longest of a target, [DatabaseTarget#connectTimeout()]
  ConnectTimeout(Duration longest) {
    this.longestMillis = longest.toMillis();
    this.millis = longestMillis;
  }

  long millis() {
    return millis;
  }

  void connected() {
    millis = Math.min(SHORTEST_MILLIS, longestMillis);
  }

  /// An attempt took longer than the limit.
  void elapsed() {
    millis = Math.min(2 * millis, longestMillis);
  }
}
