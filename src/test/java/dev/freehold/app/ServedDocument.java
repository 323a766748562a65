package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The OpenAPI document that a server serves, held to what the same server answers: a status that an operation does not
/// name, a body that its schema does not accept, a header that is promised and missing.
final class ServedDocument {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String ADDRESS = "https://served.test/openapi.json";

  private final JsonNode document;
  private final SchemaRegistry registry;
  private final Set<String> called = new ConcurrentSkipListSet<>();

  ServedDocument(String json) {
    document = MAPPER.readTree(json);
    registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, b -> b.schemas(Map.of(ADDRESS, json)));
  }

  /// Every operation, as `GET /api/v1/tasks/{id}`.
  Set<String> operations() {
    Set<String> all = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(m -> all.add(m.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return all;
  }

  /// The operations that a checked answer belonged to.
  Set<String> called() {
    return called;
  }

  /// @param sent the body of the request; what the server accepts, the document must
  void check(HttpResponse<String> answer, @Nullable String sent) {
    String method = answer.request().method();
    String path = answer.request().uri().getRawPath();
    String what = method + " " + path + " " + answer.statusCode() + " " + answer.body();
    Optional<String> template =
        document.get("paths").propertyNames().stream()
            .filter(t -> matches(t, path))
            .filter(t -> document.get("paths").get(t).has(method.toLowerCase(Locale.ROOT)))
            .findFirst();
    if (template.isEmpty()) {
      if (answer.statusCode() >= 400 && !answer.body().isEmpty()) {
        validate("/components/schemas/ErrorResponse", answer.body(), what);
      }
      return;
    }
    called.add(method + " " + template.get());
    String operation =
        "/paths/" + template.get().replace("/", "~1") + "/" + method.toLowerCase(Locale.ROOT);
    String response = resolved(operation + "/responses/" + answer.statusCode());
    assertThat(document.at(response).isObject()).as("documented: " + what).isTrue();
    for (String header : document.at(response + "/headers").propertyNames()) {
      assertThat(answer.headers().firstValue(header)).as(header + " of " + what).isPresent();
    }
    JsonNode content = document.at(response + "/content");
    if (content.isMissingNode()) {
      assertThat(answer.body()).as(what).isEmpty();
    } else {
      String type = answer.headers().firstValue("Content-Type").orElse("");
      assertThat(content.has(type)).as(type + " of " + what).isTrue();
      validate(response + "/content/" + type.replace("/", "~1") + "/schema", answer.body(), what);
    }
    if (answer.statusCode() < 300 && sent != null) {
      validate(operation + "/requestBody/content/application~1json/schema", sent, "sent: " + sent);
    }
  }

  private static boolean matches(String template, String path) {
    return path.matches(template.replaceAll("\\{\\w+}", "[^/]+"));
  }

  /// The place that stands behind a `$ref`, if it is one.
  private String resolved(String pointer) {
    JsonNode node = document.at(pointer);
    return node.has("$ref") ? node.get("$ref").asString().substring(1) : pointer;
  }

  private void validate(String pointer, String json, String what) {
    assertThat(
            registry
                .getSchema(
                    SchemaLocation.of(
                        ADDRESS + "#" + pointer.replace("{", "%7B").replace("}", "%7D")))
                .validate(
                    json,
                    InputFormat.JSON,
                    (ExecutionContext c) ->
                        c.executionConfig(x -> x.formatAssertionsEnabled(true))))
        .as(what)
        .isEmpty();
  }
}
