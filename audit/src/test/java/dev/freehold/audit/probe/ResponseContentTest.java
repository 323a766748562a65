package dev.freehold.audit.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.client.ClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks which successful responses show nothing.
final class ResponseContentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | true",
        "{} | true",
        "[] | true",
        "{\"data\":null} | true",
        "{\"status\":\"success\",\"data\":[],\"requestId\":\"x1\",\"total\":0} | true",
        "{\"data\":{\"id\":\"7\",\"roles\":[]}} | false",
        "{\"user\":{\"email\":\"a@example.com\",\"tags\":[]}} | false",
        "[{\"a\":1}] | false",
        "{\"done\":true} | false"
      })
  void showsNothing(String body, boolean nothing) {
    ClientResponse answer =
        new ClientResponse(
            200,
            Map.of("content-type", List.of("application/json")),
            body.getBytes(StandardCharsets.UTF_8),
            Duration.ZERO);
    assertThat(ResponseContent.isNothing(answer)).isEqualTo(nothing);
  }
}
