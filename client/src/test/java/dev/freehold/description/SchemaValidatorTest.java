package dev.freehold.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Schemas whose size is small and whose expansion is exponential.
final class SchemaValidatorTest {
  private static void ends(Executable work) {
    assertTimeoutPreemptively(Duration.ofMinutes(1), work);
  }

  /// `{a: {keyword: [a, a, …]}}`, and further keywords of `a`.
  private static JsonSchema selfReferences(String keyword, int count, JsonObject further) {
    JsonObject self = new JsonObject().put("$ref", "#/a");
    JsonArray parts = new JsonArray(Collections.nCopies(count, self));
    return JsonSchema.of(self.copy().put("a", further.copy().put(keyword, parts)));
  }

  @Test
  void allOfOfSelfReferencesEnds() {
    JsonSchema schema = selfReferences("allOf", 2, new JsonObject());
    ends(() -> assertThat(SchemaValidator.allViolations(schema, "x")).isEmpty());
    ends(() -> assertThat(SchemaValidator.allViolations(schema, new JsonObject())).isEmpty());
  }

  @Test
  void nestedAlternativesShareOneBudget() {
    for (String keyword : new String[] {"anyOf", "oneOf"}) {
      JsonObject further = new JsonObject().put("allOf", new JsonArray().add(false));
      JsonSchema schema = selfReferences(keyword, 3, further);
      ends(() -> SchemaValidator.allViolations(schema, "x"));
    }
  }

  @Test
  void slowPatternsShareTheBudget() {
    JsonObject slow = new JsonObject().put("pattern", "^(a+)+\\1?c$");
    JsonSchema schema = selfReferences("allOf", 2, slow);
    ends(() -> SchemaValidator.allViolations(schema, "a".repeat(60) + "b"));
  }

  @Test
  void nestedAllOfWithoutACircleEnds() {
    JsonObject document = new JsonObject().put("$ref", "#/a0");
    for (int i = 0; i < 35; i++) {
      JsonObject next = new JsonObject().put("$ref", "#/a" + (i + 1));
      document.put("a" + i, new JsonObject().put("allOf", new JsonArray().add(next).add(next)));
    }
    document.put("a35", new JsonObject().put("type", "integer"));
    JsonSchema schema = JsonSchema.of(document);
    ends(() -> assertThat(schema.types()).containsExactly("integer"));
    ends(() -> SchemaValidator.allViolations(schema, 1));
  }

  @Test
  void propertiesOfAllOfAreCollectedOnce() {
    JsonObject further =
        new JsonObject()
            .put("properties", new JsonObject().put("title", new JsonObject()))
            .put("required", new JsonArray().add("title"));
    JsonSchema schema = selfReferences("allOf", 20, further);
    ends(() -> assertThat(schema.properties()).containsOnlyKeys("title"));
    ends(() -> assertThat(schema.required()).containsExactly("title"));
    JsonSchema untyped = selfReferences("allOf", 20, new JsonObject());
    ends(() -> assertThat(untyped.types()).isEmpty());
    ends(() -> assertThat(SchemaValidator.violations(schema, new JsonObject())).isNotEmpty());
  }

  @Test
  void aSampleOfWideSelfReferencesEnds() {
    JsonObject properties = new JsonObject();
    for (int i = 0; i < 30; i++) {
      properties.put("p" + i, new JsonObject().put("$ref", "#/a"));
    }
    JsonSchema schema =
        JsonSchema.of(
            new JsonObject()
                .put("$ref", "#/a")
                .put("a", new JsonObject().put("properties", properties)));
    ends(() -> assertThat(new SchemaSampleGenerator("zqmarker", true).object(schema)).isPresent());
    JsonSchema alternatives = selfReferences("oneOf", 30, new JsonObject());
    ends(() -> new SchemaSampleGenerator("zqmarker", true).value("x", alternatives));
  }
}
