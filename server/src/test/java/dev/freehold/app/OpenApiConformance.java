package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.freehold.plan.ResourcePlan;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Checks the responses of a server against its full OpenAPI document. Faults are: a status that the
/// operation does not list, a body that its schema does not accept, a required header that is
/// missing, an accepted parameter that is not listed, and success without a token where the
/// operation requires one. Checks the bodies against the brief document too.
final class OpenApiConformance {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String ADDRESS = "https://served.test/openapi.full.json";
  private static final String BRIEF_ADDRESS = "https://served.test/openapi.json";
  private static final String JSON = "/content/application~1json/schema";

  /// Headers that a response has only if its operation lists them.
  private static final List<String> OPTIONAL =
      List.of("ETag", "Location", "Link", "Preference-Applied", "Idempotency-Replayed", "Dry-Run");

  private static final Pattern SELECTION =
      Pattern.compile("#/components/schemas/(\\w+?)(Selection|List)Response");

  private final JsonNode document;
  private final JsonNode brief;
  private final SchemaRegistry registry;
  private final Set<String> called = new ConcurrentSkipListSet<>();

  OpenApiConformance(String full, String brief) {
    this.document = MAPPER.readTree(full);
    this.brief = MAPPER.readTree(brief);
    registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            b -> b.schemas(Map.of(ADDRESS, full, BRIEF_ADDRESS, brief)));
  }

  /// The example for the body of an operation.
  String body(String path, String method) {
    JsonNode operation = document.get("paths").get(path).get(method);
    JsonNode example = operation.at("/requestBody/content/application~1json/example");
    assertThat(example.isMissingNode()).as(method + " " + path).isFalse();
    return example.toString();
  }

  /// Every operation, in the form `GET /api/v1/tasks/{id}`.
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

  /// The operations whose responses were checked.
  Set<String> called() {
    return called;
  }

  /// @param sent the body of the request; if the server accepts it, the document must accept it too
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
    String described = described(template.get(), sent);
    called.add(method + " " + described);
    String operation =
        "/paths/" + described.replace("/", "~1") + "/" + method.toLowerCase(Locale.ROOT);
    if (!answer.body().isEmpty()) {
      briefly(operation, answer, what);
    }
    String response = resolved(operation + "/responses/" + answer.statusCode());
    assertThat(document.at(response).isObject()).as("documented: " + what).isTrue();
    headers(answer, response, what);
    JsonNode content = document.at(response + "/content");
    if (content.isMissingNode() || answer.headers().map().containsKey("Preference-Applied")) {
      assertThat(answer.body()).as(what).isEmpty();
    } else {
      String type = answer.headers().firstValue("Content-Type").orElse("");
      assertThat(content.has(type)).as(type + " of " + what).isTrue();
      String schema = response + "/content/" + type.replace("/", "~1") + "/schema";
      if (type.equals("application/x-ndjson")) {
        answer.body().lines().forEach(line -> validate(schema, line, what));
        return;
      }
      validate(schema, answer.body(), what);
      whole(answer, schema, what);
    }
    if (answer.statusCode() < 400) {
      // A path to a field of a related row is documented in words.
      assertThat(parameters(operation))
          .as("documented: " + what)
          .containsAll(sentNames(answer).stream().filter(n -> !n.contains(".")).toList());
      assertThat(isAllowed(answer, operation)).as("needs a token: " + what).isTrue();
    }
    if (answer.statusCode() < 300 && sent != null) {
      validate(operation + "/requestBody" + JSON, sent, "sent: " + sent);
      validate(BRIEF_ADDRESS, operation + "/requestBody" + JSON, sent, "sent, briefly: " + sent);
    }
  }

  /// The brief document describes one success and all errors.
  private void briefly(String operation, HttpResponse<String> answer, String what) {
    String success = operation + "/responses/" + answer.statusCode();
    if (answer.statusCode() >= 400) {
      String failure = brief.at(operation + "/responses/default/$ref").asString().substring(1);
      validate(BRIEF_ADDRESS, failure + JSON, answer.body(), "briefly: " + what);
    } else if (brief.at(success + JSON).isObject()) {
      validate(BRIEF_ADDRESS, success + JSON, answer.body(), "briefly: " + what);
    }
  }

  /// The path whose operation describes the request. The path of a collection takes an array as its
  /// path for arrays does.
  private String described(String template, @Nullable String sent) {
    String bulk = template + ResourcePlan.BULK;
    boolean array = sent != null && sent.stripLeading().startsWith("[");
    return array && document.get("paths").has(bulk) ? bulk : template;
  }

  private void headers(HttpResponse<String> answer, String response, String what) {
    for (String header : document.at(response + "/headers").propertyNames()) {
      JsonNode promised = document.at(resolved(response + "/headers/" + header));
      if (promised.path("required").asBoolean()) {
        assertThat(answer.headers().firstValue(header)).as(header + " of " + what).isPresent();
      }
    }
    for (String header : OPTIONAL) {
      if (answer.headers().firstValue(header).isPresent()) {
        boolean named = document.at(response + "/headers").has(header);
        assertThat(named).as(header + " of " + what).isTrue();
      }
    }
  }

  /// Without `fields`, a read returns a whole row, with the schema of a write's response.
  private void whole(HttpResponse<String> answer, String schema, String what) {
    String name = document.at(schema).path("$ref").asString("");
    Matcher selection = SELECTION.matcher(name);
    if (!selection.matches() || sentNames(answer).contains("fields")) {
      return;
    }
    String row = "/components/schemas/" + selection.group(1);
    if (document.at(row).path("required").isArray()) {
      JsonNode data = MAPPER.readTree(answer.body()).get("data");
      List<JsonNode> rows =
          selection.group(2).equals("List")
              ? data.properties().iterator().next().getValue().valueStream().toList()
              : List.of(data);
      rows.forEach(r -> validate(row, r.toString(), what));
    }
  }

  private Set<String> parameters(String operation) {
    return document
        .at(operation + "/parameters")
        .valueStream()
        .map(p -> document.at(p.get("$ref").asString().substring(1)))
        .filter(p -> p.get("in").asString().equals("query"))
        .map(p -> p.get("name").asString())
        .collect(Collectors.toSet());
  }

  private static Set<String> sentNames(HttpResponse<String> answer) {
    String query = answer.request().uri().getRawQuery();
    return query == null
        ? Set.of()
        : Stream.of(query.split("&", -1))
            .filter(p -> !p.isEmpty())
            .map(p -> URLDecoder.decode(p.split("=", 2)[0], StandardCharsets.UTF_8))
            .collect(Collectors.toSet());
  }

  private boolean isAllowed(HttpResponse<String> answer, String operation) {
    JsonNode security = document.at(operation + "/security");
    return answer.request().headers().firstValue("Authorization").isPresent()
        || security.isEmpty()
        || security.valueStream().anyMatch(JsonNode::isEmpty);
  }

  private static boolean matches(String template, String path) {
    return path.matches(template.replaceAll("\\{\\w+}", "[^/]+"));
  }

  /// The target of a `$ref`, or the given place if it is none.
  private String resolved(String pointer) {
    JsonNode node = document.at(pointer);
    return node.has("$ref") ? node.get("$ref").asString().substring(1) : pointer;
  }

  private void validate(String pointer, String json, String what) {
    validate(ADDRESS, pointer, json, what);
  }

  private void validate(String address, String pointer, String json, String what) {
    assertThat(
            registry
                .getSchema(
                    SchemaLocation.of(
                        address + "#" + pointer.replace("{", "%7B").replace("}", "%7D")))
                .validate(
                    json,
                    InputFormat.JSON,
                    (ExecutionContext c) ->
                        c.executionConfig(x -> x.formatAssertionsEnabled(true))))
        .as(what)
        .isEmpty();
  }
}
