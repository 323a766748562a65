package dev.freehold.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.FilterOperator;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.type.FieldType.ScalarType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares the brief document with the full one: it is smaller, and says nothing else.
class OpenApiBriefDocumentTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String ADDRESS = "https://x.test/";
  private static final String JSON = "/content/application~1json/schema/$ref";

  static Set<Map.Entry<String, ApiPlan>> plans() {
    return GoldenPlans.all().entrySet();
  }

  private static JsonNode document(ApiPlan plan, Detail detail) {
    return MAPPER.readTree(OpenApiDocument.compact(plan, "/", detail));
  }

  /// A quarter of what the document was before there were two. What is added to every resource, or to
  /// every operation, must find room in it. A new operation of every API adds its own size.
  @ParameterizedTest
  @CsvSource({
    "examples/tasks/freehold.yaml, 30000",
    "examples/projects/freehold.yaml, 78000",
    "bench/clients/thirty.yaml, 479000"
  })
  void hasAQuarterOfTheSize(Path spec, int most) {
    ApiPlan plan = GoldenPlans.read(spec);
    String document = OpenApiDocument.compact(plan, "/", Detail.BRIEF);
    assertThat(document.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(most);
  }

  /// openapi-python-client and ogen make no client of a document that has another media type.
  @ParameterizedTest
  @MethodSource("plans")
  void hasNoBodyButJson(Map.Entry<String, ApiPlan> plan) {
    assertThat(document(plan.getValue(), Detail.BRIEF).findValues("content"))
        .isNotEmpty()
        .allSatisfy(
            content -> assertThat(content.propertyNames()).containsExactly("application/json"));
    assertThat(document(plan.getValue(), Detail.FULL).toString()).contains("application/x-ndjson");
  }

  /// What a resource adds beside its fields, of which most is said of its eleven operations.
  @Test
  void addsLittleForAResourceOfOneField() {
    int one = size(GoldenPlans.named("tasks"));
    int three = size(GoldenPlans.named("tasks", "notes", "lists"));
    assertThat((three - one) / 2).isLessThanOrEqualTo(8_400);
  }

  private static int size(ApiPlan plan) {
    return OpenApiDocument.compact(plan, "/", Detail.BRIEF).length();
  }

  @ParameterizedTest
  @MethodSource("plans")
  void hasEveryOperationWithItsTypes(Map.Entry<String, ApiPlan> plan) {
    JsonNode full = document(plan.getValue(), Detail.FULL);
    JsonNode brief = document(plan.getValue(), Detail.BRIEF);
    assertThat(DocumentOperations.of(brief).keySet())
        .isEqualTo(DocumentOperations.of(full).keySet());
    DocumentOperations.of(brief)
        .forEach(
            (name, operation) -> {
              JsonNode same = Objects.requireNonNull(DocumentOperations.of(full).get(name));
              for (String member : List.of("operationId", "tags", "summary")) {
                assertThat(operation.get(member)).as(name).isEqualTo(same.get(member));
              }
              assertThat(operation.at("/requestBody" + JSON))
                  .as(name)
                  .isEqualTo(same.at("/requestBody" + JSON));
              assertThat(security(brief, operation)).as(name).isEqualTo(same.get("security"));
              responses(name, operation.get("responses"), same.get("responses"));
            });
  }

  private static JsonNode security(JsonNode document, JsonNode operation) {
    return operation.has("security") ? operation.get("security") : document.get("security");
  }

  /// One success, also one that asks for another step, and one response for all errors.
  private static void responses(String name, JsonNode brief, JsonNode full) {
    List<String> statuses = List.copyOf(brief.propertyNames());
    assertThat(statuses).as(name).endsWith("default");
    List<String> successes = statuses.subList(0, statuses.size() - 1);
    assertThat(successes).as(name).hasSize(full.has("200") && full.has("202") ? 2 : 1);
    for (String success : successes) {
      assertThat(full.has(success)).as(name).isTrue();
      assertThat(brief.get(success).at(JSON)).as(name).isEqualTo(full.get(success).at(JSON));
      assertThat(brief.get(success).at("/headers/ETag"))
          .as(name)
          .isEqualTo(full.get(success).at("/headers/ETag"));
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void hasNoParameterOfItsOwn(Map.Entry<String, ApiPlan> plan) {
    JsonNode full = document(plan.getValue(), Detail.FULL);
    JsonNode brief = document(plan.getValue(), Detail.BRIEF);
    DocumentOperations.of(brief)
        .forEach(
            (name, operation) -> {
              Map<String, JsonNode> known =
                  parameters(full, Objects.requireNonNull(DocumentOperations.of(full).get(name)));
              parameters(brief, operation)
                  .forEach(
                      (parameter, written) -> {
                        assertThat(known).as(name).containsKey(parameter);
                        JsonNode same = Objects.requireNonNull(known.get(parameter));
                        for (String member : List.of("required", "style", "explode")) {
                          assertThat(written.path(member)).isEqualTo(same.path(member));
                        }
                        assertThat(written.at("/schema/type")).isEqualTo(same.at("/schema/type"));
                      });
            });
  }

  /// By place and name, such as `query sort`.
  private static Map<String, JsonNode> parameters(JsonNode document, JsonNode operation) {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    for (JsonNode reference : operation.path("parameters")) {
      JsonNode parameter = document.at(reference.get("$ref").asString().substring(1));
      all.put(parameter.get("in").asString() + " " + parameter.get("name").asString(), parameter);
    }
    return all;
  }

  /// A field that equals a value, and any condition in `or`; the selection and the place of the page.
  @ParameterizedTest
  @MethodSource("plans")
  void hasTheParametersOfAClient(Map.Entry<String, ApiPlan> plan) {
    JsonNode brief = document(plan.getValue(), Detail.BRIEF);
    Map<String, JsonNode> operations = DocumentOperations.of(brief);
    for (ResourcePlan resource : plan.getValue().resources()) {
      String path = plan.getValue().base() + "/" + resource.name();
      Set<String> equal =
          resource.queryColumns().stream()
              .filter(FilterOperator.EQ::appliesTo)
              .filter(c -> c.role() != ColumnPlan.Role.ID)
              .filter(c -> c.type().scalar() != ScalarType.DATETIME)
              .map(c -> "query " + c.name())
              .collect(Collectors.toSet());
      assertThat(parameters(brief, Objects.requireNonNull(operations.get("get " + path))).keySet())
          .containsAll(equal)
          .contains("query page", "query limit", "query cursor", "query count")
          .contains("query sort", "query fields", "query or");
      for (String changing : List.of("put", "patch", "delete")) {
        JsonNode operation = operations.get(changing + " " + path + "/{id}");
        if (operation != null) {
          assertThat(parameters(brief, operation).keySet())
              .contains("path id", "header If-Match", "header Idempotency-Key");
        }
      }
    }
    JsonNode or = brief.at("/components/parameters/or/description");
    for (FilterOperator operator : FilterOperator.values()) {
      assertThat(or.asString()).contains("`" + operator.word() + "`");
    }
  }

  /// Every body and response that the full document shows.
  @ParameterizedTest
  @MethodSource("plans")
  void acceptsTheExamplesOfTheFullDocument(Map.Entry<String, ApiPlan> plan) {
    JsonNode full = document(plan.getValue(), Detail.FULL);
    JsonNode brief = document(plan.getValue(), Detail.BRIEF);
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, b -> b.schemas(Map.of(ADDRESS, brief.toString())));
    int[] shown = new int[1];
    DocumentOperations.of(full)
        .forEach(
            (name, operation) ->
                Stream.concat(
                        Stream.of(operation.path("requestBody")),
                        operation.get("responses").valueStream())
                    .map(b -> b.has("$ref") ? full.at(b.get("$ref").asString().substring(1)) : b)
                    .map(b -> b.at("/content/application~1json"))
                    .forEach(
                        media -> {
                          for (JsonNode example : examples(media)) {
                            shown[0]++;
                            String schema = media.at("/schema/$ref").asString();
                            Schema accepted =
                                registry.getSchema(SchemaLocation.of(ADDRESS + schema));
                            assertThat(
                                    accepted.validate(
                                        example,
                                        (ExecutionContext c) ->
                                            c.executionConfig(
                                                x -> x.formatAssertionsEnabled(true))))
                                .as(name + " " + example)
                                .isEmpty();
                          }
                        }));
    assertThat(shown[0]).isGreaterThan(30);
  }

  private static List<JsonNode> examples(JsonNode media) {
    return media.has("example")
        ? List.of(media.get("example"))
        : media.path("examples").valueStream().map(e -> e.get("value")).toList();
  }

  /// What only the full document has.
  @Test
  void namesTheFullDocument() {
    ApiPlan plan = GoldenPlans.of("tasks");
    JsonNode brief = document(plan, Detail.BRIEF);
    assertThat(brief.get(OpenApiDocument.FULL_DOCUMENT).asString()).isEqualTo("?detail=full");
    assertThat(document(plan, Detail.FULL).has(OpenApiDocument.FULL_DOCUMENT)).isFalse();
    assertThat(brief.toString()).doesNotContain("\"example\"", AccessExtension.NAME, "[gte]");
  }

  /// A group has the keys of its row, unless a field of the row has the name of a figure.
  @Test
  void keepsFiguresApartFromFieldsOfTheirName() {
    JsonNode schemas = document(GoldenPlans.of("tasks"), Detail.BRIEF).at("/components/schemas");
    String group = "/properties/data/properties/groups/items";
    assertThat(schemas.get("TaskSummaryResponse").at(group + "/allOf")).hasSize(2);
    JsonNode odd = document(GoldenPlans.withField("sum"), Detail.BRIEF).at("/components/schemas");
    JsonNode item = odd.get("ThingSummaryResponse").at(group);
    assertThat(item.has("allOf")).isFalse();
    assertThat(item.at("/properties/sum/type").asString()).isEqualTo("object");
    assertThat(odd.has("SummaryFigures")).isFalse();
  }
}
