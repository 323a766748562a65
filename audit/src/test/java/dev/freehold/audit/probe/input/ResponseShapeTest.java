package dev.freehold.audit.probe.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.probe.input.SqlInjectionCheck.ResponseShape;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests what of a response shows that a condition in its request was executed.
final class ResponseShapeTest {
  private static ResponseShape shape(String body) {
    ClientResponse answer = new ClientResponse(200, Map.of(), body.getBytes(UTF_8), Duration.ZERO);
    return ResponseShape.of(
        new AuditExchange(
            "http://localhost", AuditUser.ANONYMOUS, ClientRequest.get("/tasks"), answer));
  }

  /// Trailing zeros of a second are not written: RFC 3339 leaves the digits to the server.
  @Test
  void theDigitsOfATimeAreNoDifference() {
    assertThat(shape("{\"at\":\"2026-11-29T21:29:51.12345Z\"}"))
        .isEqualTo(shape("{\"at\":\"2026-11-29T21:29:51.123456Z\"}"))
        .isEqualTo(shape("{\"at\":\"2026-11-29T21:29:51Z\"}"));
  }

  @Test
  void textAndRowsAreADifference() {
    assertThat(shape("{\"found\":true}")).isNotEqualTo(shape("{\"found\":false}"));
    assertThat(shape("[{\"a\":1}]")).isNotEqualTo(shape("[{\"a\":1},{}]"));
  }
}
