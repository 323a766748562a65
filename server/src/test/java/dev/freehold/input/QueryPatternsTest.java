package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.openapi.Detail;
import dev.freehold.openapi.OpenApiDocument;
import dev.freehold.problem.ProblemException;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tests that what the document says of texts in a query is what the server accepts.
final class QueryPatternsTest {
  private static final JsonNode DOCUMENT =
      new JsonMapper()
          .readTree(
              OpenApiDocument.compact(
                  QueryReaderFixture.API, OpenApiDocument.SAME_ADDRESS, Detail.FULL));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "title",
        "title[gt]",
        "title[contains]",
        "title[icontains]",
        "title[startsWith]",
        "title[endsWith]",
        "description[contains]",
        "description[startsWith]",
        "description[endsWith]",
        "mail[startsWith]",
        "mail[endsWith]",
        "q"
      })
  void saysWhichTextsAreRead(String name) {
    JsonNode schema = schema(name);
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(5); n > 0; n--) {
        text.append("a \t\u001f\u00a0\u0000".charAt(random.nextInt(6)));
      }
      String value = text.toString();
      assertThat(isAllowed(schema, value))
          .as(name + " " + new JsonMapper().writeValueAsString(value))
          .isEqualTo(isRead(name, value));
    }
  }

  private static JsonNode schema(String name) {
    for (JsonNode parameter : DOCUMENT.at("/paths/~1api~1v1~1tasks/get/parameters")) {
      JsonNode found = DOCUMENT.at(parameter.get("$ref").asString().substring(1));
      if (found.get("name").asString().equals(name)) {
        return found.get("schema");
      }
    }
    throw new AssertionError(name);
  }

  private static boolean isAllowed(JsonNode schema, String text) {
    return text.length() >= schema.path("minLength").asInt(0)
        && Pattern.compile(schema.path("pattern").asString("")).matcher(text).find();
  }

  private static boolean isRead(String name, String text) {
    try {
      QueryReaderFixture.read(name + "=" + text);
      return true;
    } catch (ProblemException refused) {
      return false;
    }
  }
}
