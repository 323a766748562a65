package dev.freehold.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.freehold.plan.ApiPlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Validates every document against the official JSON Schema of OpenAPI 3.1, and checks rules that
/// the schema cannot express.
class OpenApiDocumentTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String OFFICIAL = "https://spec.openapis.org/oas/3.1/";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  static Set<Map.Entry<String, ApiPlan>> plans() {
    return GoldenPlans.all().entrySet();
  }

  @ParameterizedTest
  @MethodSource("plans")
  void isValidByTheOfficialSchema(Map.Entry<String, ApiPlan> plan) {
    Schema official = official().getSchema(SchemaLocation.of(OFFICIAL + "schema-base/2025-09-15"));
    String document = OpenApiDocument.compact(plan.getValue(), "https://api.example.com");
    assertThat(official.validate(document, InputFormat.JSON)).isEmpty();
    String broken = document.replace("\"responses\":{\"200\"", "\"responses\":{\"2000\"");
    assertThat(official.validate(broken, InputFormat.JSON)).isNotEmpty();
    String badSchema = document.replace("\"type\":\"string\"", "\"type\":\"strange\"");
    assertThat(official.validate(badSchema, InputFormat.JSON)).isNotEmpty();
  }

  private static SchemaRegistry official() {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        b ->
            b.schemas(
                iri ->
                    iri.startsWith(OFFICIAL)
                        ? resource("/openapi/3.1/" + iri.substring(OFFICIAL.length()))
                        : null));
  }

  private static String resource(String name) {
    try (InputStream in = OpenApiDocumentTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void resolvesEveryReference(Map.Entry<String, ApiPlan> plan) {
    JsonNode document = document(plan.getValue());
    List<String> references = new ArrayList<>();
    references(document, references);
    assertThat(references)
        .hasSizeGreaterThan(50)
        .allSatisfy(r -> assertThat(document.at(r.substring(1)).isMissingNode()).as(r).isFalse());
  }

  private static void references(JsonNode node, List<String> to) {
    if (node.isObject() && node.has("$ref")) {
      to.add(node.get("$ref").asString());
    }
    node.forEach(n -> references(n, to));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void namesEveryOperationOnceAndDeclaresItsPathParameters(Map.Entry<String, ApiPlan> plan) {
    JsonNode document = document(plan.getValue());
    List<String> ids = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          assertThat(METHODS).contains(operation.getKey());
                          ids.add(operation.getValue().get("operationId").asString());
                          boolean declared =
                              operation
                                  .getValue()
                                  .path("parameters")
                                  .valueStream()
                                  .map(p -> document.at(p.get("$ref").asString().substring(1)))
                                  .anyMatch(p -> p.get("in").asString().equals("path"));
                          assertThat(declared).isEqualTo(path.getKey().contains("{id}"));
                        }));
    assertThat(ids)
        .doesNotHaveDuplicates()
        .contains("logIn", "refresh", "logOut", "me", "liveness");
  }

  @ParameterizedTest
  @MethodSource("plans")
  void showsOnlyExamplesThatItsSchemasAccept(Map.Entry<String, ApiPlan> plan) {
    JsonNode document = document(plan.getValue());
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            b -> b.schemas(Map.of("https://x.test/", document.toString())));
    List<String> shown = new ArrayList<>();
    examples(document, "", registry, shown);
    assertThat(shown).hasSizeGreaterThan(30);
  }

  /// Visits every object with a `schema` and an `example` or `examples`.
  private static void examples(
      JsonNode node, String path, SchemaRegistry registry, List<String> shown) {
    if (node.isObject() && node.has("schema")) {
      Schema schema = registry.getSchema(SchemaLocation.of("https://x.test/#" + path + "/schema"));
      List<JsonNode> values = new ArrayList<>();
      node.path("examples").valueStream().forEach(e -> values.add(e.get("value")));
      if (node.has("example")) {
        values.add(node.get("example"));
      }
      for (JsonNode value : values) {
        shown.add(path);
        assertThat(
                schema.validate(
                    value,
                    (com.networknt.schema.ExecutionContext c) ->
                        c.executionConfig(x -> x.formatAssertionsEnabled(true))))
            .as(path + " " + value)
            .isEmpty();
      }
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              e ->
                  examples(
                      e.getValue(),
                      path + "/" + e.getKey().replace("~", "~0").replace("/", "~1"),
                      registry,
                      shown));
    }
  }

  @Test
  void listsTheCodeOfEveryProblem() {
    JsonNode document = document(GoldenPlans.of("tasks"));
    Set<String> known = new TreeSet<>();
    for (Class<?> problem : Problem.class.getPermittedSubclasses()) {
      known.add(ProblemSamples.sample(problem).code());
    }
    assertThat(strings(document.at("/components/schemas/ErrorCode/enum")))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void listsTheCodesOfViolations() throws IllegalAccessException {
    Set<String> known = new TreeSet<>();
    for (Field field : ViolationCode.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        known.add((String) field.get(null));
      }
    }
    JsonNode document = document(GoldenPlans.of("tasks"));
    assertThat(strings(document.at("/components/schemas/ErrorDetail/properties/code/enum")))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void hasNoSignUpIfItIsClosed() {
    assertThat(document(GoldenPlans.of("tasks")).get("paths").has("/api/v1/auth/signup")).isTrue();
    String closed = OpenApiDocument.compact(GoldenPlans.of("closed-signup"), "/");
    assertThat(closed).doesNotContain("/auth/signup").doesNotContain("SignUp");
  }

  @Test
  void namesEveryStatusOfACreateAndOfALogIn() {
    assertThat(statuses("tasks", "/api/v1/tasks", "post"))
        .containsExactly(
            "200", "201", "204", "400", "401", "408", "409", "413", "414", "415", "422", "431",
            "500", "503");
    assertThat(statuses("tasks", "/api/v1/tasks/{id}", "patch"))
        .contains("200", "204", "404", "409", "412", "415", "422")
        .doesNotContain("201", "403");
    assertThat(statuses("tasks", "/api/v1/tasks/{id}", "get"))
        .contains("200", "304", "404", "412")
        .doesNotContain("409", "422");
    assertThat(statuses("tasks", "/api/v1/auth/login", "post"))
        .containsExactly(
            "200", "400", "401", "408", "413", "414", "415", "429", "431", "500", "503");
  }

  @Test
  void hasALimitedSize() {
    assertThat(OpenApiDocument.compact(GoldenPlans.of("tasks"), "/").length())
        .isLessThan(200 << 10);
    String[] names = IntStream.range(0, 200).mapToObj(i -> "things_" + i).toArray(String[]::new);
    assertThat(OpenApiDocument.compact(GoldenPlans.named(names), "/").length()).isLessThan(8 << 20);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void hasNoUnusedComponent(Map.Entry<String, ApiPlan> plan) {
    JsonNode document = document(plan.getValue());
    List<String> references = new ArrayList<>();
    references(document, references);
    for (String kind : List.of("parameters", "schemas")) {
      for (String name : document.at("/components/" + kind).propertyNames()) {
        assertThat(references).contains("#/components/" + kind + "/" + name);
      }
    }
  }

  @Test
  void omitsHiddenAndReadOnlyFieldsWhereTheyDoNotApply() {
    JsonNode schemas = document(GoldenPlans.of("everything")).at("/components/schemas");
    assertThat(schemas.at("/Thing/properties").has("secret")).isFalse();
    assertThat(schemas.at("/ThingCreate/properties/secret/writeOnly").asBoolean()).isTrue();
    assertThat(schemas.at("/ThingCreate/properties").has("fixed")).isFalse();
    assertThat(schemas.at("/Thing/properties/fixed/readOnly").asBoolean()).isTrue();
    assertThat(schemas.at("/ThingUpdate/properties").has("once")).isFalse();
    assertThat(schemas.at("/ThingCreate/properties").has("user_id")).isFalse();
    assertThat(schemas.toString()).doesNotContain("_version");
  }

  @Test
  void givesEveryComponentAUniqueName() {
    ApiPlan plan =
        GoldenPlans.named("tasks", "task_creates", "errors", "auth_users", "health", "paginations");
    JsonNode document = document(plan);
    assertThat(document.at("/components/schemas").propertyNames())
        .contains("Task", "TaskCreate", "TaskCreate_", "Error", "Error_", "AuthUser_");
    List<String> tags =
        document.get("tags").valueStream().map(t -> t.get("name").asString()).toList();
    assertThat(tags).doesNotHaveDuplicates().contains("Health", "Health_");
  }

  @Test
  void isDeterministic() {
    assertThat(OpenApiDocument.compact(GoldenPlans.of("everything"), "/"))
        .isEqualTo(OpenApiDocument.compact(GoldenPlans.of("everything"), "/"));
  }

  private static List<String> statuses(String plan, String path, String method) {
    return List.copyOf(
        document(GoldenPlans.of(plan))
            .get("paths")
            .get(path)
            .get(method)
            .get("responses")
            .propertyNames());
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private static JsonNode document(ApiPlan plan) {
    return MAPPER.readTree(OpenApiDocument.compact(plan, "/"));
  }
}
