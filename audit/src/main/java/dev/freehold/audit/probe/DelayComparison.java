package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Whether the server executes a text that waits: requests that wait and the same requests without
/// a wait, in turns.
public final class DelayComparison {
  /// The seconds of a request that waits.
  public static final String WAIT = "1.5";

  /// The seconds of a request that does not.
  public static final String NO_WAIT = "0";

  private static final Duration SLOW = Duration.ofMillis(1_400);
  private static final Duration FAST = Duration.ofMillis(700);
  private static final int PAIRS = 2;

  private DelayComparison() {}

  /// @param send sends the text with a number of seconds
  /// @return the first request that waited; empty unless each that should wait does, and no other
  public static Optional<AuditExchange> executed(Function<String, AuditExchange> send) {
    return executed(send.apply(WAIT), send);
  }

  /// @param first a request that was sent with [#WAIT]
  public static Optional<AuditExchange> executed(
      AuditExchange first, Function<String, AuditExchange> send) {
    if (!isSlow(first)) {
      return Optional.empty();
    }
    for (int i = 0; i < PAIRS; i++) {
      boolean differs = isFast(send.apply(NO_WAIT)) && isSlow(send.apply(WAIT));
      if (!differs) {
        return Optional.empty();
      }
    }
    return Optional.of(first);
  }

  private static boolean isSlow(AuditExchange exchange) {
    return exchange.answer().time().compareTo(SLOW) >= 0;
  }

  private static boolean isFast(AuditExchange exchange) {
    return exchange.answer().time().compareTo(FAST) < 0;
  }
}
