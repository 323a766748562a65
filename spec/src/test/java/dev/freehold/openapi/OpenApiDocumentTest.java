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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Validates every document against the official JSON Schema of OpenAPI 3.1, and checks rules that
/// the schema cannot express.
class OpenApiDocumentTest {
  private static final String ERROR_CODES = "/components/schemas/ErrorCode/enum";
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String OFFICIAL = "https://spec.openapis.org/oas/3.1/";
  private static final Schema SCHEMA = official();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  static Set<Map.Entry<String, ApiPlan>> plans() {
    return GoldenPlans.all().entrySet();
  }

  /// Both documents of each plan.
  static Stream<Arguments> documents() {
    return GoldenPlans.all().entrySet().stream()
        .flatMap(
            plan ->
                Stream.of(Detail.values())
                    .map(d -> Arguments.argumentSet(plan.getKey() + " " + d, plan.getValue(), d)));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void isValidByTheOfficialSchema(ApiPlan plan, Detail detail) {
    String document = OpenApiDocument.compact(plan, "https://api.example.com", detail);
    assertThat(SCHEMA.validate(document, InputFormat.JSON)).isEmpty();
    String broken = document.replace("\"responses\":{\"200\"", "\"responses\":{\"2000\"");
    assertThat(SCHEMA.validate(broken, InputFormat.JSON)).isNotEmpty();
    String badSchema = document.replace("\"type\":\"string\"", "\"type\":\"strange\"");
    assertThat(SCHEMA.validate(badSchema, InputFormat.JSON)).isNotEmpty();
  }

  private static Schema official() {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            b ->
                b.schemas(
                    iri ->
                        iri.startsWith(OFFICIAL)
                            ? resource("/openapi/3.1/" + iri.substring(OFFICIAL.length()))
                            : null));
    return registry.getSchema(SchemaLocation.of(OFFICIAL + "schema-base/2025-09-15"));
  }

  private static String resource(String name) {
    try (InputStream in = OpenApiDocumentTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void resolvesEveryReference(ApiPlan plan, Detail detail) {
    JsonNode document = document(plan, detail);
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
  @MethodSource("documents")
  void namesEveryOperationOnceAndDeclaresItsPathParameters(ApiPlan plan, Detail detail) {
    JsonNode document = document(plan, detail);
    List<String> ids = new ArrayList<>();
    DocumentOperations.of(document)
        .forEach(
            (name, operation) -> {
              assertThat(METHODS).contains(name.substring(0, name.indexOf(' ')));
              ids.add(operation.get("operationId").asString());
              boolean declared =
                  operation
                      .path("parameters")
                      .valueStream()
                      .map(p -> document.at(p.get("$ref").asString().substring(1)))
                      .anyMatch(p -> p.get("in").asString().equals("path"));
              assertThat(declared).as(name).isEqualTo(name.contains("{"));
            });
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
    Map<String, Schema> compiled = new HashMap<>();
    examples(
        document,
        "",
        (schema, path) ->
            compiled.computeIfAbsent(
                schema.toString(),
                _ -> registry.getSchema(SchemaLocation.of("https://x.test/#" + path))),
        shown);
    assertThat(shown).hasSizeGreaterThan(30);
  }

  /// Visits every object with a `schema` and an `example` or `examples`.
  ///
  /// @param schemas gives the schema for its text and its place
  private static void examples(
      JsonNode node,
      String path,
      BiFunction<JsonNode, String, Schema> schemas,
      List<String> shown) {
    if (node.isObject() && node.has("schema")) {
      List<JsonNode> values = new ArrayList<>();
      node.path("examples").valueStream().forEach(e -> values.add(e.get("value")));
      if (node.has("example")) {
        values.add(node.get("example"));
      }
      for (JsonNode value : values) {
        shown.add(path);
        assertThat(
                schemas
                    .apply(node.get("schema"), path + "/schema")
                    .validate(
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
                      schemas,
                      shown));
    }
  }

  /// The codes of second factors and passkeys, if the API has them.
  @Test
  void listsTheCodeOfEveryProblem() {
    Set<String> known = new TreeSet<>();
    for (Class<?> problem : Problem.class.getPermittedSubclasses()) {
      known.add(ProblemSamples.sample(problem).code());
    }
    assertThat(known.remove(new Problem.PasskeyRefused().code())).isTrue();
    assertThat(strings(document(GoldenPlans.of("factors")).at(ERROR_CODES)))
        .containsExactlyInAnyOrderElementsOf(known);
    assertThat(known.remove(new Problem.SecondFactorRequired().code())).isTrue();
    assertThat(known.remove(new Problem.StepUpRequired().code())).isTrue();
    assertThat(strings(document(GoldenPlans.of("tasks")).at(ERROR_CODES)))
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
    String closed = OpenApiDocument.compact(GoldenPlans.of("closed-signup"), "/", Detail.FULL);
    assertThat(closed).doesNotContain("/auth/signup").doesNotContain("SignUp");
  }

  @Test
  void namesEveryStatusOfACreateAndOfALogIn() {
    assertThat(statuses("tasks", "/api/v1/tasks", "post"))
        .containsExactly(
            "200", "201", "204", "400", "401", "403", "408", "409", "413", "414", "415", "422",
            "429", "431", "500", "503");
    assertThat(statuses("tasks", "/api/v1/tasks/{id}", "patch"))
        .contains("200", "204", "403", "404", "409", "412", "415", "422")
        .doesNotContain("201");
    assertThat(statuses("tasks", "/api/v1/tasks/{id}", "get"))
        .contains("200", "304", "404", "412")
        .doesNotContain("409", "422");
    assertThat(statuses("tasks", "/api/v1/auth/login", "post"))
        .containsExactly(
            "200", "400", "401", "408", "413", "414", "415", "429", "431", "500", "503");
  }

  @Test
  void hasALimitedSize() {
    assertThat(OpenApiDocument.compact(GoldenPlans.of("tasks"), "/", Detail.FULL).length())
        .isLessThan(200 << 10);
    String[] names = IntStream.range(0, 200).mapToObj(i -> "things_" + i).toArray(String[]::new);
    assertThat(OpenApiDocument.compact(GoldenPlans.named(names), "/", Detail.FULL).length())
        .isLessThan(8 << 20);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void hasNoUnusedComponent(ApiPlan plan, Detail detail) {
    JsonNode document = document(plan, detail);
    List<String> references = new ArrayList<>();
    references(document, references);
    Set<String> unused = new TreeSet<>();
    for (String kind : List.of("parameters", "schemas", "responses", "headers")) {
      for (String name : document.at("/components/" + kind).propertyNames()) {
        unused.add("#/components/" + kind + "/" + name);
      }
    }
    assertThat(unused).isNotEmpty();
    references.forEach(unused::remove);
    assertThat(unused).isEmpty();
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
        GoldenPlans.named(
            "tasks", "task_creates", "task_lists", "errors", "auth_users", "health", "logins");
    JsonNode document = document(plan);
    assertThat(document.at("/components/schemas").propertyNames())
        .contains("Task", "TaskCreate", "TaskCreateRow", "TaskListResponse")
        .contains(
            "TaskListRowResponse", "ErrorBody", "ErrorRow", "AuthUserRow", "LogIn", "LoginRow");
    List<String> tags =
        document.get("tags").valueStream().map(t -> t.get("name").asString()).toList();
    assertThat(tags).doesNotHaveDuplicates().contains("Health", "Health2");
  }

  /// A generator names classes and files in capitals of its own, and makes a type of each operation.
  @ParameterizedTest
  @MethodSource("documents")
  void hasNamesThatDifferInMoreThanCapitals(ApiPlan plan, Detail detail) {
    assertNamesDiffer(document(plan, detail));
  }

  /// Resources that are called like the operations and schemas of accounts.
  @ParameterizedTest
  @EnumSource
  void accountsKeepTheirNames(Detail detail) {
    JsonNode document =
        document(
            GoldenPlans.named(
                "change_passwords",
                "sessions",
                "end_sessions",
                "auth_sessions",
                "auth_active_sessions",
                "auth_password_changes"),
            detail);
    assertNamesDiffer(document);
    assertThat(document.at("/paths/~1api~1v1~1auth~1sessions/get/operationId").asString())
        .isEqualTo("mySessions");
    assertThat(document.at("/components/schemas").propertyNames())
        .contains("Session", "AuthActiveSession", "AuthActiveSessionRow", "ChangePasswordRow");
  }

  private static void assertNamesDiffer(JsonNode document) {
    Set<String> ids = new TreeSet<>();
    Set<String> schemas = new TreeSet<>();
    for (String schema : document.at("/components/schemas").propertyNames()) {
      assertThat(schemas.add(schema.toLowerCase(Locale.ROOT))).as(schema).isTrue();
    }
    for (JsonNode path : document.get("paths")) {
      for (JsonNode operation : path) {
        String id = operation.get("operationId").asString().toLowerCase(Locale.ROOT);
        assertThat(ids.add(id)).as(id).isTrue();
        for (String end : List.of("response", "request", "params", "req", "res")) {
          assertThat(schemas.contains(id + end)).as(id + end).isFalse();
        }
      }
    }
  }

  /// Each name could be mistaken for one of another resource, or of the document.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "task_creates",
        "task_updates",
        "task_responses",
        "task_lists",
        "task_rows",
        "task_selections",
        "task_summaries",
        "task_list_responses",
        "taskcreates",
        "errors",
        "error_bodies",
        "failures",
        "summary_figures",
        "error_responses",
        "batches",
        "logins",
        "sessions",
        "end_sessions",
        "change_passwords",
        "auth_active_sessions",
        "paginations",
        "health",
        "mes"
      })
  void renamesNothingWhenAResourceIsAdded(String added) {
    for (String existing : List.of("tasks", "lists", "notes")) {
      JsonNode before = document(GoldenPlans.named(existing)).at("/components/schemas");
      JsonNode first = document(GoldenPlans.named(existing, added)).at("/components/schemas");
      JsonNode last = document(GoldenPlans.named(added, existing)).at("/components/schemas");
      before
          .properties()
          .forEach(
              schema -> {
                assertThat(first.get(schema.getKey())).isEqualTo(schema.getValue());
                assertThat(last.get(schema.getKey())).isEqualTo(schema.getValue());
              });
      JsonNode alone = document(GoldenPlans.named(added)).at("/components/schemas");
      alone.properties().forEach(s -> assertThat(first.get(s.getKey())).isEqualTo(s.getValue()));
    }
  }

  /// Each of these fails to compile, or at run time, in a client of a widespread generator.
  @ParameterizedTest
  @MethodSource("documents")
  void hasNothingThatGeneratorsFailOn(ApiPlan plan, Detail detail) {
    JsonNode document = document(plan, detail);
    every(
        document.at("/components/schemas"),
        schema -> {
          assertThat(schema.propertyNames())
              .doesNotContain("const", "oneOf", "default", "uniqueItems");
          if (schema.has("pattern")) {
            assertThat(schema.has("allOf")).as(schema.toString()).isFalse();
            assertThat(schema.path("format").asString("")).isNotIn("date", "date-time", "uuid");
          }
          if (schema.path("type").isArray()) {
            List<String> types = strings(schema.get("type"));
            boolean nullable = types.size() == 2 && types.contains("null");
            assertThat(nullable || types.contains("object")).as(schema.toString()).isTrue();
          }
          if (schema.has("anyOf")) {
            assertThat(schema.at("/anyOf/1/type").asString("")).isEqualTo("null");
          }
        });
    for (JsonNode path : document.get("paths")) {
      for (JsonNode operation : path) {
        every(
            operation,
            part -> {
              if (part.has("content")) {
                assertThat(part.get("content"))
                    .isNotEmpty()
                    .allSatisfy(
                        type ->
                            assertThat(type.path("schema").propertyNames())
                                .containsExactly("$ref"));
              }
            });
      }
    }
    for (JsonNode header : document.at("/components/headers")) {
      assertThat(header.get("schema").has("const")).isFalse();
    }
  }

  private static void every(JsonNode node, Consumer<JsonNode> check) {
    if (node.isObject()) {
      check.accept(node);
    }
    node.forEach(n -> every(n, check));
  }

  /// An entry `name` hides a member of every enum class in Kotlin.
  @ParameterizedTest
  @MethodSource("documents")
  void namesEntriesThatAreMembersOfEnumClasses(ApiPlan plan, Detail detail) {
    every(
        document(plan, detail),
        schema -> {
          if (schema.path("enum").isArray()) {
            List<String> values = strings(schema.get("enum"));
            JsonNode names = schema.path("x-enum-varnames");
            assertThat(names.isArray())
                .as(schema.toString())
                .isEqualTo(Stream.of("name", "ordinal", "entries").anyMatch(values::contains));
            if (names.isArray()) {
              assertThat(strings(names))
                  .hasSameSizeAs(schema.get("enum").valueStream().filter(v -> !v.isNull()).toList())
                  .doesNotContain("name", "ordinal")
                  .doesNotHaveDuplicates()
                  .allMatch(word -> word.matches("[A-Za-z_][A-Za-z0-9_]*"));
            }
          }
        });
  }

  @Test
  void takesEntityTags() {
    JsonNode parameters = document(GoldenPlans.of("tasks")).at("/components/parameters");
    for (String header : List.of("If-Match", "If-None-Match")) {
      String tags = parameters.get(header).at("/schema/pattern").asString();
      assertThat(List.of("*", "\"3.k3f9a2Qx\"", "W/\"1\", \"2\"")).allMatch(t -> t.matches(tags));
      assertThat(List.of("", "0", "\"", "\"1 2\"", "\"1\"\"2\"")).noneMatch(t -> t.matches(tags));
    }
  }

  /// A preference that the server does not know is ignored (RFC 7240), also an empty one.
  @Test
  void takesEveryPreference() {
    JsonNode schema = document(GoldenPlans.of("tasks")).at("/components/parameters/Prefer/schema");
    assertThat(schema.propertyNames()).containsExactly("type");
  }

  /// What the server refuses in the list of a query: an element with no text or half a quote, and an id
  /// that JavaScript cannot read exactly.
  @Test
  void boundsTheElementsOfAListInAQuery() {
    JsonNode parameters = document(GoldenPlans.of("tasks")).at("/components/parameters");
    for (String name : List.of("title.in", "title.nin", "title.between")) {
      String element = parameters.get(name).at("/schema/items/pattern").asString();
      assertThat(List.of("tea", " a b ", "\"\"", "\"a, \\\"b\\\"\"", "a\\b"))
          .allMatch(t -> t.matches(element));
      assertThat(List.of("", " ", "\"", "a\"b", "a,b", "(a)", "\"a\\b\""))
          .noneMatch(t -> t.matches(element));
    }
    for (String name : List.of("id", "id.in")) {
      JsonNode schema = parameters.get(name).get("schema");
      JsonNode value = schema.has("items") ? schema.get("items") : schema;
      assertThat(value.get("minimum").asLong()).isEqualTo(-9_007_199_254_740_991L);
      assertThat(value.get("maximum").asLong()).isEqualTo(9_007_199_254_740_991L);
    }
  }

  /// `format: int32` only suggests the bounds of the type, which the server holds.
  @Test
  void boundsTheNumbersOfAQuery() {
    JsonNode parameters = document(GoldenPlans.of("everything")).at("/components/parameters");
    for (String name :
        List.of("a_integer", "a_integer.eq", "a_integer.lt", "a_integer.in", "a_integer.between")) {
      JsonNode schema = parameters.get(name).get("schema");
      JsonNode value = schema.has("items") ? schema.get("items") : schema;
      assertThat(value.get("minimum").asInt()).isEqualTo(Integer.MIN_VALUE);
      assertThat(value.get("maximum").asInt()).isEqualTo(Integer.MAX_VALUE);
    }
  }

  /// The server refuses a name that is given twice.
  @Test
  void namesInAQueryAreUnique() {
    JsonNode parameters = document(GoldenPlans.of("tasks")).at("/components/parameters");
    assertThat(
            parameters
                .valueStream()
                .filter(p -> List.of("sort", "fields", "group", "min").contains(name(p)))
                .map(p -> p.at("/schema/uniqueItems").asBoolean()))
        .hasSizeGreaterThan(4)
        .containsOnly(true);
  }

  @Test
  void namesTheKeysThatSortASummary() {
    JsonNode sort =
        document(GoldenPlans.of("tasks"))
            .at("/components/parameters")
            .valueStream()
            .filter(p -> name(p).equals("sort"))
            .filter(p -> p.get("description").asString().contains("groups"))
            .findFirst()
            .orElseThrow();
    assertThat(strings(sort.at("/schema/items/enum")))
        .contains("completed", "-month(created_at)", "count", "-count", "max.created_at")
        .doesNotContain("max.completed", "a");
  }

  /// A path of `include` starts with a relation of the resource.
  @Test
  void namesTheRelationsThatAreIncluded() {
    ApiPlan plan = GoldenPlans.read(Path.of("examples/projects/freehold.yaml"));
    List<String> patterns =
        document(plan)
            .at("/components/parameters")
            .valueStream()
            .filter(p -> name(p).equals("include"))
            .map(p -> p.at("/schema/items/pattern").asString())
            .toList();
    assertThat(patterns).anyMatch("client"::matches).anyMatch("tasks.labels.count"::matches);
    assertThat(patterns).noneMatch("0"::matches).noneMatch("client."::matches);
    assertThat(patterns).anyMatch("tasks.project.client"::matches);
    assertThat(patterns).anyMatch("tasks.project.client.count"::matches);
    assertThat(patterns).noneMatch("tasks.project.client.projects"::matches);
  }

  /// Accounts of earlier versions may have an address that a new account may not have.
  @ParameterizedTest
  @ValueSource(strings = {"ada@example.com", "a..b@example.com", ".ada@host"})
  void acceptsTheAddressesOfAllAccountsAtLogIn(String email) {
    Map<String, String> body = Map.of("email", email, "password", "correct horse battery");
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    JsonNode schema = document(GoldenPlans.of("tasks")).at("/components/schemas/LogIn");
    assertThat(
            registry
                .getSchema(schema)
                .validate(
                    MAPPER.valueToTree(body),
                    c -> c.executionConfig(x -> x.formatAssertionsEnabled(true))))
        .isEmpty();
  }

  private static String name(JsonNode parameter) {
    return parameter.get("name").asString();
  }

  /// An array has a path of its own, so that each operation has one type of body.
  @Test
  void describesArraysOnAPathOfTheirOwn() {
    JsonNode paths = document(GoldenPlans.of("tasks")).get("paths");
    JsonNode bulk = paths.get("/api/v1/tasks/bulk");
    assertThat(bulk.propertyNames()).containsExactlyInAnyOrder("post", "patch");
    assertThat(bulk.at("/post/requestBody/content/application~1json/schema/$ref").asString())
        .endsWith("/TaskCreateMany");
    assertThat(bulk.at("/patch/requestBody/content/application~1json/schema/$ref").asString())
        .endsWith("/TaskUpdateMany");
    assertThat(bulk.at("/post/operationId").asString()).isEqualTo("createManyTasks");
    assertThat(bulk.at("/patch/operationId").asString()).isEqualTo("updateManyTasks");
  }

  @Test
  void namesTheLicenseAndTheContactOfTheSpec() {
    JsonNode info = document(GoldenPlans.inSpec("info")).get("info");
    assertThat(info.get("license").toString())
        .isEqualTo("{\"name\":\"Apache 2.0\",\"identifier\":\"Apache-2.0\"}");
    assertThat(info.get("contact").propertyNames()).containsExactly("name", "url", "email");
    JsonNode without = document(GoldenPlans.of("tasks")).get("info");
    assertThat(without.has("license") || without.has("contact")).isFalse();
  }

  @Test
  void isDeterministic() {
    assertThat(OpenApiDocument.compact(GoldenPlans.of("everything"), "/", Detail.FULL))
        .isEqualTo(OpenApiDocument.compact(GoldenPlans.of("everything"), "/", Detail.FULL));
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
    return document(plan, Detail.FULL);
  }

  private static JsonNode document(ApiPlan plan, Detail detail) {
    return MAPPER.readTree(OpenApiDocument.compact(plan, "/", detail));
  }
}
