package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.openapi.Detail;
import dev.freehold.openapi.OpenApiDocument;
import dev.freehold.problem.ProblemException;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tests that the patterns that the document publishes for headers accept what the server accepts.
final class RequestHeaderPatternsTest {
  private static final JsonNode PARAMETERS =
      new JsonMapper()
          .readTree(
              OpenApiDocument.compact(
                  QueryReaderFixture.API, OpenApiDocument.SAME_ADDRESS, Detail.FULL))
          .at("/components/parameters");

  @Test
  void saysWhichIdempotencyKeysAreRead() {
    compare(
        "Idempotency-Key",
        IdempotencyKeyHeader::read,
        "\"\\!a~ é",
        List.of(
            "k",
            "k".repeat(255),
            "k".repeat(256),
            "\"" + "k".repeat(255) + "\"",
            "\"" + "k".repeat(256) + "\"",
            "\"" + "\\\"".repeat(255) + "\"",
            "\"" + "\\\"".repeat(256) + "\"",
            "\"\""));
  }

  @Test
  void saysWhichEntityTagsAreRead() {
    for (String name : List.of("If-Match", "If-None-Match")) {
      compare(
          name,
          header -> PreconditionHeaders.ofWrite(header, null),
          "W/\"\" ,*;1é\t",
          List.of(
              "*",
              "\"3.k3f9a2Qx\", W/\"4\"",
              "\"1\"" + ", \"1\"".repeat(99),
              "\"1\"" + ", \"1\"".repeat(100)));
    }
  }

  /// @param alphabet of random headers, without control characters but the tab, as the server reads them
  private static void compare(
      String name, Consumer<String> reader, String alphabet, List<String> headers) {
    JsonNode schema = parameter(name).get("schema");
    assertThat(schema.propertyNames()).containsExactly("type", "pattern");
    Pattern pattern = Pattern.compile(schema.get("pattern").asString());
    for (String header : headers) {
      assertThat(pattern.matcher(header).find()).as(header).isEqualTo(isRead(reader, header));
    }
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(9); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      // Blanks around the value of a header are no part of it (RFC 9110 section 5.5).
      String header = text.toString().strip();
      boolean accepted = isRead(reader, header);
      assertThat(pattern.matcher(header).find()).as(header).isEqualTo(accepted);
      read += accepted ? 1 : 0;
    }
    assertThat(read).isGreaterThan(1_000);
  }

  private static JsonNode parameter(String name) {
    for (JsonNode parameter : PARAMETERS) {
      if (parameter.get("name").asString().equals(name)) {
        return parameter;
      }
    }
    throw new AssertionError(name);
  }

  private static boolean isRead(Consumer<String> reader, String header) {
    try {
      reader.accept(header);
      return true;
    } catch (ProblemException refused) {
      return false;
    }
  }
}
