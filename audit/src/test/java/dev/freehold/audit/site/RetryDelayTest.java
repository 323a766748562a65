package dev.freehold.audit.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.client.ClientResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks the wait that a 429 asks for.
final class RetryDelayTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      delimiter = '|',
      value = {
        "none | 0 | 2",
        "none | 4 | 32",
        "none | 99 | 2048",
        "7 | 0 | 7",
        "0 | 3 | 1",
        "-5 | 1 | 4",
        "soon | 0 | 2",
        "9999999999 | 0 | 2",
        "Sun, 29 Nov 2026 12:00:30 GMT | 0 | 30",
        "Sun, 29 Nov 2026 11:00:00 GMT | 0 | 1"
      })
  void readsTheHeader(String header, int attempt, long seconds) {
    Map<String, List<String>> headers =
        header == null ? Map.of() : Map.of("retry-after", List.of(header));
    ClientResponse limited = new ClientResponse(429, headers, new byte[0], Duration.ZERO);
    assertThat(RetryDelay.of(limited, attempt, NOW)).hasSeconds(seconds);
  }
}
