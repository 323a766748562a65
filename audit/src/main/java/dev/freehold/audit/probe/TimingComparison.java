package dev.freehold.audit.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Compares response times of two kinds of calls, sent in turns. It compares medians, because a
/// busy machine slows single calls; only large differences count, because a false alarm is worse
/// than a missed millisecond.
public final class TimingComparison {
  private static final int FIRST = 3;
  private static final int PAIRS = 15;
  private static final int TIMES = 5;
  private static final Duration LEAST = Duration.ofMillis(50);

  private TimingComparison() {}

  /// Measures three pairs and, if they differ, twelve more.
  ///
  /// @return the medians as text; empty if they do not differ
  public static Optional<String> significantDifference(
      Supplier<Duration> one, Supplier<Duration> other) {
    return significantDifference(one, other, PAIRS);
  }

  /// @param pairs a smaller number if calls are limited, such as log-in attempts
  public static Optional<String> significantDifference(
      Supplier<Duration> one, Supplier<Duration> other, int pairs) {
    List<Duration> ones = new ArrayList<>();
    List<Duration> others = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      ones.add(one.get());
      others.add(other.get());
      if (i + 1 == FIRST && !isSignificant(ones, others)) {
        return Optional.empty();
      }
    }
    return isSignificant(ones, others)
        ? Optional.of(
            "%d ms and %d ms, the medians of %d pairs"
                .formatted(median(ones).toMillis(), median(others).toMillis(), pairs))
        : Optional.empty();
  }

  /// Whether one median is more than five times the other and 50 ms above it.
  static boolean isSignificant(List<Duration> one, List<Duration> other) {
    long a = median(one).toNanos();
    long b = median(other).toNanos();
    long low = Math.min(a, b);
    long high = Math.max(a, b);
    return high > TIMES * low && high - low > LEAST.toNanos();
  }

  /// @param times at least one
  static Duration median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
