package dev.freehold.audit.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Times of one kind of call about two things, taken by turns. Medians are compared, since a busy machine makes single calls
/// slow and not half of them; and only what is far apart counts, since a false alarm is worse here than a missed millisecond.
public final class Spread {
  private static final int FIRST = 3;
  private static final int PAIRS = 15;
  private static final int TIMES = 5;
  private static final Duration LEAST = Duration.ofMillis(50);

  private Spread() {}

  /// Three pairs, and where those are far apart twelve more.
  ///
  /// @return the medians in words; empty where they are not far apart
  public static Optional<String> told(Supplier<Duration> one, Supplier<Duration> other) {
    return told(one, other, PAIRS);
  }

  /// @param pairs fewer where calls are dear, such as attempts to log in
  public static Optional<String> told(Supplier<Duration> one, Supplier<Duration> other, int pairs) {
    List<Duration> ones = new ArrayList<>();
    List<Duration> others = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      ones.add(one.get());
      others.add(other.get());
      if (i + 1 == FIRST && !isApart(ones, others)) {
        return Optional.empty();
      }
    }
    return isApart(ones, others)
        ? Optional.of(
            "%d ms and %d ms, the medians of %d pairs"
                .formatted(median(ones).toMillis(), median(others).toMillis(), pairs))
        : Optional.empty();
  }

  /// Whether one median is more than five times the other and 50 ms above it.
  static boolean isApart(List<Duration> one, List<Duration> other) {
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
