package dev.freehold.audit.site;

import dev.freehold.client.ClientResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The time to wait before a request that was answered with 429 is sent again: that of `Retry-After`,
/// in seconds or as a date (RFC 9110 section 10.2.3). Without it 2 seconds, then twice as long each time,
/// because many servers count requests for a minute and do not say so.
final class RetryDelay {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private RetryDelay() {}

  /// @param attempt from 0
  static Duration of(ClientResponse limited, int attempt, Instant now) {
    Duration usual = FIRST.multipliedBy(1L << Math.min(attempt, 10));
    return limited.header("retry-after").map(text -> of(text.strip(), usual, now)).orElse(usual);
  }

  private static Duration of(String header, Duration usual, Instant now) {
    Duration asked;
    try {
      asked =
          header.matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(header))
              : Duration.between(
                  now,
                  ZonedDateTime.parse(
                          header, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                      .toInstant());
    } catch (DateTimeException _) {
      return usual;
    }
    return asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked;
  }
}
