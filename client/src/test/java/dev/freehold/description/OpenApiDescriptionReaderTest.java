package dev.freehold.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.description.ApiDescription.OperationMatcher;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenApiDescriptionReaderTest {
  private static final Path GOLDEN = Path.of("testdata", "golden", "plan", "tasks");
  private static final Path TASKS = GOLDEN.resolve("openapi.full.json");

  private static ApiDescription of(String text) {
    return OpenApiDescriptionReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsTheDocumentOfFreehold() throws IOException {
    ApiDescription tasks = OpenApiDescriptionReader.read(Files.readAllBytes(TASKS));
    DescribedOperation list = tasks.operation("GET", "/api/v1/tasks").orElseThrow();
    assertThat(list.isProtected()).isTrue();
    assertThat(
            list.parameter(Parameter.Location.QUERY, "limit")
                .orElseThrow()
                .schema()
                .number("maximum"))
        .contains(100);
    assertThat(tasks.operation("POST", "/api/v1/auth/signup").orElseThrow().isProtected())
        .isFalse();
    assertThat(list.response(200)).isPresent();
    assertThat(list.response(418)).isEmpty();
    assertThat(new OperationMatcher(tasks).operation("GET", "/api/v1/tasks/17?x=1"))
        .contains(tasks.operation("GET", "/api/v1/tasks/{id}").orElseThrow());
  }

  @Test
  void readsTheAddressOfTheFullDocument() throws IOException {
    assertThat(
            OpenApiDescriptionReader.read(Files.readAllBytes(GOLDEN.resolve("openapi.json")))
                .full())
        .contains("?detail=full");
    assertThat(OpenApiDescriptionReader.read(Files.readAllBytes(TASKS)).full()).isEmpty();
  }

  /// A sample is valid for the schema that it was made from.
  @Test
  void aSampleFollowsItsSchema() throws IOException {
    ApiDescription tasks = OpenApiDescriptionReader.read(Files.readAllBytes(TASKS));
    JsonSchema body =
        tasks
            .operation("POST", "/api/v1/tasks")
            .orElseThrow()
            .jsonBodySchema()
            .flatMap(SchemaSampleGenerator::objectAlternative)
            .orElseThrow();
    JsonObject sample = new SchemaSampleGenerator("zqmarker", true).object(body).orElseThrow();
    assertThat(sample.getString("title")).contains("zqmarker");
    assertThat(SchemaValidator.allViolations(body, sample)).isEmpty();
    assertThat(SchemaValidator.allViolations(body, sample.copy().put("x", 1))).hasSize(1);
    assertThat(SchemaValidator.allViolations(body, sample.copy().put("title", ""))).isNotEmpty();
    assertThat(SchemaValidator.allViolations(body, sample.copy().putNull("title"))).isNotEmpty();
    assertThat(SchemaValidator.allViolations(body, new JsonArray())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[A-Z0-9-]{3,20}$",
        "^\\+?[0-9 ()/.-]+$",
        "(?:ab|cd)+x{2}",
        "[^\\u0000]*",
        "^\\d{4}-\\d{2}$",
      })
  void aSampleMatchesItsPattern(String pattern) {
    JsonSchema schema =
        JsonSchema.of(new JsonObject().put("type", "string").put("pattern", pattern));
    assertThat(new SchemaSampleGenerator("zqmarker", true).value("x", schema))
        .hasValueSatisfying(text -> assertThat(text.toString()).containsPattern(pattern));
  }

  @Test
  void readsYamlAndOpenApi30() {
    ApiDescription read =
        of(
            """
            openapi: 3.0.3
            info: { title: Notes, version: "1" }
            servers: [{ url: "https://example.com/api/{v}/", variables: { v: { default: v2 } } }]
            security: [{ key: [] }]
            paths:
              /notes/{id}:
                parameters: [{ name: id, in: path, schema: { type: integer } }]
                get:
                  responses:
                    200: { content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }
                    default: { description: Else. }
            components:
              schemas:
                Note:
                  type: object
                  properties: { text: { type: string, nullable: true }, next: { $ref: '#/components/schemas/Note' } }
            """);
    assertThat(read.base()).isEqualTo("/api/v2");
    DescribedOperation get = read.operation("GET", "/notes/{id}").orElseThrow();
    assertThat(get.isProtected()).isTrue();
    assertThat(get.response(404)).isPresent();
    JsonSchema note = get.successSchema().orElseThrow();
    assertThat(note.name()).contains("Note");
    assertThat(note.properties())
        .hasEntrySatisfying(
            "text", text -> assertThat(text.types()).containsExactly("string", "null"));
    assertThat(SchemaValidator.allViolations(note, new JsonObject().putNull("text"))).isEmpty();
    // The schema is recursive; a sample of it is finite.
    assertThat(new SchemaSampleGenerator("zqmarker", true).object(note)).isPresent();
  }

  private static void assertRejected(String text, String why) {
    assertThatThrownBy(() -> of(text))
        .isInstanceOf(InvalidDescriptionException.class)
        .hasMessageContaining(why);
  }

  @Test
  void anInvalidDocumentIsRejectedWithTheReason() {
    Map.of(
            "<html>hello</html>", "an HTML page",
            "{\"swagger\": \"2.0\"}", "'paths' is missing",
            "{\"openapi\": \"3.1.0\"}", "'paths' is missing",
            "{\"openapi\":", "not valid JSON",
            "hello: [", "neither JSON nor valid YAML",
            "just text", "neither a JSON object nor a YAML mapping",
            "[]", "not",
            "  ", "empty")
        .forEach(OpenApiDescriptionReaderTest::assertRejected);
  }

  @Test
  void aFaultOfYamlOrJsonIsNamedWithItsPlaceAndRemedy() {
    Map.of(
            "openapi: 3.1.0\npaths:\n\t/a: {}\n",
            "line 3, column 1: neither JSON nor valid YAML: while scanning for the next token:"
                + " found character '\\t(TAB)' that cannot start any token; indent with spaces, not"
                + " tabs",
            "openapi: 3.1.0\npaths: {}\npaths: {}\n",
            "line 3, column 1: neither JSON nor valid YAML: while constructing a mapping: found"
                + " duplicate key paths; remove one of the two",
            "openapi: 3.1.0\ninfo:\n  title: Notes: all of them\n",
            "line 3, column 15: neither JSON nor valid YAML: mapping values are not allowed here;"
                + " put a text that contains ': ' in quotes, or correct the indentation",
            "openapi: 3.1.0\ninfo: { title: Notes\n",
            "line 3, column 1: neither JSON nor valid YAML: while parsing a flow mapping: expected"
                + " ',' or '}', but got <stream end>; close the bracket, and put a text with"
                + " brackets or commas in quotes",
            "openapi: 3.1.0\ninfo: { title: *Notes* }\n",
            "line 2, column 22: neither JSON nor valid YAML: while scanning an alias: unexpected"
                + " character found *(42); put a text that starts with * or & in quotes",
            "paths:\n  - a\n b: c\n",
            "line 3, column 2: neither JSON nor valid YAML: while parsing a block mapping: expected"
                + " <block end>, but found '<block mapping start>'; correct the indentation of this"
                + " line",
            "openapi: '3.1.0\ninfo: {}\n",
            "line 3, column 1: neither JSON nor valid YAML: while scanning a quoted scalar: found"
                + " unexpected end of stream; close the quotes",
            "{\n  \"openapi\": \"3.1.0\"\n  \"paths\": {}\n}",
            "line 3, column 3: not valid JSON: Unexpected character")
        .forEach(OpenApiDescriptionReaderTest::assertRejected);
  }

  @Test
  void versionsFrom30To32AreRead() {
    for (String version : List.of("3.0.4", "'3.1.0'", "3.1", "3.2.0", "3.0.0-rc2")) {
      assertThat(of("openapi: " + version + "\npaths: {}\n").operations()).isEmpty();
    }
    Map.of(
            "openapi: 3.3.0\npaths: {}",
                "OpenAPI 3.3.0, is not known; those from 3.0 to 3.2 are read",
            "openapi: 4\npaths: {}", "OpenAPI 4, is not known",
            "swagger: '1.2'\npaths: {}", "Swagger 1.2, is not known; 2.0 is read",
            "swaggerVersion: 1.2\napis: []", "'openapi: 3.x' is missing",
            "openapi: 3.1.0\nwebhooks: {}", "describes webhooks only")
        .forEach(OpenApiDescriptionReaderTest::assertRejected);
  }

  /// `{` starts a mapping of YAML too.
  @Test
  void readsYamlInFlowStyle() {
    assertThat(of("{ openapi: 3.1.0, paths: { /a: { get: {} } } }").paths()).containsExactly("/a");
  }

  @Test
  void sizeDepthAndAliasesAreLimited() {
    assertThatThrownBy(() -> OpenApiDescriptionReader.read(new byte[20 << 20]))
        .isInstanceOf(InvalidDescriptionException.class)
        .hasMessageContaining("larger than 8 MiB");
    assertThatThrownBy(() -> of("a: " + "[".repeat(5_000)))
        .isInstanceOf(InvalidDescriptionException.class);
    assertThatThrownBy(() -> of("{\"a\":" + "[".repeat(50_000)))
        .isInstanceOf(InvalidDescriptionException.class);
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(("*a" + (i - 1) + ", ").repeat(8)).append("*a").append(i - 1).append("]\n");
    }
    assertThatThrownBy(() -> of(bomb.toString())).isInstanceOf(InvalidDescriptionException.class);
  }

  @Test
  void circularReferencesAndSlowPatternsEnd() {
    JsonSchema circle =
        JsonSchema.of(
            new JsonObject()
                .put("$ref", "#/a")
                .put("a", new JsonObject().put("$ref", "#/b"))
                .put("b", new JsonObject().put("$ref", "#/a")));
    assertThat(circle.types()).isEmpty();
    JsonSchema slow =
        JsonSchema.of(new JsonObject().put("type", "string").put("pattern", "^(a|aa)+$"));
    // Either result is valid; the call must end.
    assertThat(SchemaValidator.allViolations(slow, "a".repeat(60) + "b"))
        .hasSizeLessThanOrEqualTo(1);
  }
}
