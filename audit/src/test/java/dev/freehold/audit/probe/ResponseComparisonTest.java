package dev.freehold.audit.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.probe.ResponseComparison.ComparedResponse;
import dev.freehold.client.ClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests which differences between two responses count.
final class ResponseComparisonTest {
  private static ComparedResponse about(String id, int status, String body, String... headers) {
    Map<String, List<String>> all =
        headers.length == 0 ? Map.of() : Map.of(headers[0], List.of(headers[1]));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new ComparedResponse(id, new ClientResponse(status, all, bytes, Duration.ofMillis(1)));
  }

  private static List<String> differences(ComparedResponse foreign) {
    return ResponseComparison.differences(
        foreign,
        about("901", 404, "{\"detail\":\"no row 901\",\"at\":\"r1\"}", "X-Left", "9"),
        about("902", 404, "{\"detail\":\"no row 902\",\"at\":\"r2\"}", "X-Left", "8"));
  }

  @Test
  void volatileValuesAndTheRequestedIdAreIgnored() {
    assertThat(
            differences(about("5", 404, "{\"detail\":\"no row 5\",\"at\":\"r3\"}", "X-Left", "7")))
        .isEmpty();
  }

  @Test
  void statusBodyAndHeadersAreCompared() {
    assertThat(differences(about("5", 403, "{\"detail\":\"no row 5\",\"at\":\"r3\"}")))
        .contains("status: 403, not 404");
    assertThat(differences(about("5", 404, "{\"detail\":\"not yours\",\"at\":\"r3\"}")))
        .containsExactly("body.detail: not yours, not no row 901");
    assertThat(
            differences(
                about("5", 404, "{\"detail\":\"no row 5\",\"at\":\"r3\"}", "ETag", "\"1\"")))
        .containsExactly("header etag: \"1\", not nothing");
  }

  /// A small id occurs in many texts by chance.
  @Test
  void aDigitInAnotherNumberIsNotTheId() {
    ComparedResponse one = about("1", 404, "{\"version\":\"1.1\"}");
    ComparedResponse other = about("77", 404, "{\"version\":\"1.1\"}");
    assertThat(ResponseComparison.differences(one, other, other)).isEmpty();
  }

  @Test
  void timesDifferOnlyByALargeFactor() {
    List<Duration> quick =
        List.of(Duration.ofMillis(4), Duration.ofMillis(5), Duration.ofSeconds(2));
    List<Duration> slow =
        List.of(Duration.ofMillis(90), Duration.ofMillis(95), Duration.ofMillis(2));
    List<Duration> close =
        List.of(Duration.ofMillis(30), Duration.ofMillis(31), Duration.ofMillis(29));
    assertThat(TimingComparison.isSignificant(slow, quick)).isTrue();
    assertThat(TimingComparison.isSignificant(close, quick)).as("fewer than 50 ms").isFalse();
    assertThat(TimingComparison.isSignificant(slow, close)).as("less than five times").isFalse();
  }

  @Test
  void aNonexistentIdHasTheSameForm() {
    assertThat(NonexistentValue.id("7")).matches("\\d{10}");
    assertThat(Integer.parseInt(NonexistentValue.id("7"))).isPositive();
    String uuid = "019aa5c2-1f6b-7c88-8a0e-6d2b9f4c3e15";
    assertThat(NonexistentValue.id(uuid))
        .hasSameSizeAs(uuid)
        .startsWith(uuid.substring(0, 24))
        .isNotEqualTo(uuid);
  }
}
