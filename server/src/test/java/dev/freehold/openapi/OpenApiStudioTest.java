package dev.freehold.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.input.BodyReader;
import dev.freehold.input.BulkQueryReader;
import dev.freehold.input.KeysetCursorCodec;
import dev.freehold.input.ListQueryReader;
import dev.freehold.input.SummaryQueryReader;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.FilterOperator;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.SortableColumn;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.ApiView;
import dev.freehold.query.FieldPath;
import dev.freehold.query.FieldValues;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a document says of relations, access, roles, rules and queries, and that the server understands what it shows.
final class OpenApiStudioTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ApiPlan PLAN = GoldenPlans.of("studio");
  private static final JsonNode DOCUMENT = document(PLAN);
  private static final KeysetCursorCodec CURSORS =
      new KeysetCursorCodec(SigningSecrets.of(Secret.of("a secret that is long enough for this")));

  static Set<Map.Entry<String, ApiPlan>> plans() {
    return GoldenPlans.all().entrySet();
  }

  private static JsonNode document(ApiPlan plan) {
    return MAPPER.readTree(OpenApiDocument.compact(plan, "/", Detail.FULL));
  }

  private static JsonNode operation(String path, String method) {
    return DOCUMENT.get("paths").get("/api/v1" + path).path(method);
  }

  private static List<String> parameters(JsonNode document, JsonNode operation) {
    return operation
        .path("parameters")
        .valueStream()
        .map(p -> document.at(p.get("$ref").asString().substring(1)).get("name").asString())
        .toList();
  }

  @Test
  void saysWhoMayDoWhat() {
    assertThat(operation("/studios", "get").get("security").toString())
        .isEqualTo("[{},{\"bearerAuth\":[]}]");
    assertThat(operation("/bookings", "get").get("security").toString())
        .isEqualTo("[{\"bearerAuth\":[]}]");
    assertThat(operation("/bookings", "get").get("description").asString())
        .contains("`owner or role:editor`");
    assertThat(operation("/studios", "post").get("responses").has("403")).isTrue();
    assertThat(operation("/bookings", "post").get("responses").has("403"))
        .as("for an API key without the scope")
        .isTrue();
    assertThat(DOCUMENT.at("/paths/~1healthz/get/responses").has("403")).isFalse();
    assertThat(operation("/batch", "post").get("responses").has("403")).isTrue();
    for (String path : List.of("/studios", "/studios/{id}")) {
      assertThat(operation(path, "delete").isMissingNode()).isTrue();
    }
    assertThat(operation("/notes/{id}", "put").isMissingNode()).isTrue();
    assertThat(operation("/notes", "patch").isMissingNode()).isTrue();
    assertThat(DOCUMENT.at("/components/schemas").has("NoteUpdate")).isFalse();
  }

  @Test
  void saysWhichFieldsAreForRoles() {
    JsonNode studio = DOCUMENT.at("/components/schemas/Studio");
    assertThat(studio.get("required").toString()).doesNotContain("rent").contains("name");
    assertThat(studio.at("/properties/rent/x-read-roles").toString()).isEqualTo("[\"manager\"]");
    JsonNode create = DOCUMENT.at("/components/schemas/BookingCreate/properties");
    assertThat(create.at("/state/x-write-roles").toString()).isEqualTo("[\"editor\"]");
    assertThat(create.at("/studio_id/x-ref").asString()).isEqualTo("studios");
    assertThat(create.at("/studio_id/format").asString()).isEqualTo("int64");
    assertThat(create.at("/after_id/format").asString()).isEqualTo("uuid");
    assertThat(DOCUMENT.at("/components/schemas/BookingCreate/description").asString())
        .contains("it must end after the day it starts", "`ends_on > starts_on`");
  }

  @Test
  void showsRelationsBothWays() {
    JsonNode booking = DOCUMENT.at("/components/schemas/BookingSelection/properties");
    assertThat(booking.at("/studio/anyOf/0/$ref").asString()).endsWith("/StudioSelection");
    assertThat(booking.at("/notes/$ref").asString()).endsWith("/NoteIncluded");
    assertThat(operation("/studios/{id}/bookings", "get").get("operationId").asString())
        .isEqualTo("listBookingsOfStudio");
    assertThat(parameters(DOCUMENT, operation("/studios/{id}/bookings", "get")))
        .contains("id", "cursor", "include", "people[between]", "q", "when");
  }

  /// A field with each operator that it takes, in every list and in every change of many; and no other.
  @ParameterizedTest
  @MethodSource("plans")
  void hasAParameterForEachConditionThatIsUnderstood(Map.Entry<String, ApiPlan> plan) {
    JsonNode document = document(plan.getValue());
    for (ResourcePlan resource : plan.getValue().resources()) {
      List<String> expected = new ArrayList<>();
      for (ColumnPlan column : resource.queryColumns()) {
        if (FilterOperator.EQ.appliesTo(column)) {
          expected.add(column.name());
        }
        Stream.of(FilterOperator.values())
            .filter(o -> o.appliesTo(column))
            .forEach(o -> expected.add(column.name() + "[" + o.word() + "]"));
      }
      JsonNode path = document.get("paths").get("/api/v1/" + resource.name());
      for (String method : List.of("get", "patch", "delete")) {
        if (path.has(method)) {
          List<String> names = parameters(document, path.get(method));
          assertThat(names).doesNotHaveDuplicates().containsAll(expected);
          assertThat(names.stream().filter(n -> n.contains("[")))
              .hasSameSizeAs(expected.stream().filter(n -> n.contains("[")).toList());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void showsQueriesThatAreUnderstood(Map.Entry<String, ApiPlan> plan) {
    ApiPlan api = plan.getValue();
    ApiView everybody = new ApiView(api, true, Set.of(), null);
    for (ResourcePlan resource : api.resources()) {
      ListQueryReader reader = new ListQueryReader(api, resource, CURSORS);
      for (String query : ListQueryExamples.of(api, resource)) {
        ListQueryReader.ListQueryBuilder reading =
            reader.newBuilder(everybody, KeysetCursorCodec.Holder.ANONYMOUS, null);
        for (String parameter : query.split("&", -1)) {
          String[] parts = parameter.split("=", 2);
          reading.addParameter(parts[0], parts[1]);
        }
        assertThat(reading.build().order()).as(query).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void sortsByWhatItSays(Map.Entry<String, ApiPlan> plan) {
    ApiPlan api = plan.getValue();
    JsonNode document = document(api);
    List<ApiView> callers = callers(api);
    for (ResourcePlan resource : api.resources()) {
      ListQueryReader reader = new ListQueryReader(api, resource, CURSORS);
      JsonNode path = document.get("paths").get("/api/v1/" + resource.name());
      JsonNode sort =
          path.at("/get/parameters")
              .valueStream()
              .map(p -> document.at(p.get("$ref").asString().substring(1)))
              .filter(p -> p.get("name").asString().equals("sort"))
              .findFirst()
              .orElseThrow();
      List<String> keys =
          sort.at("/schema/items")
              .path(resource.relations().isEmpty() ? "enum" : "examples")
              .valueStream()
              .map(JsonNode::asString)
              .toList();
      for (String key : keys) {
        assertThat(callers).as(key).anyMatch(caller -> sorts(reader, caller, key));
      }
      assertThat(keys)
          .hasSize(
              resource.queryColumns().stream()
                  .filter(SortableColumn::isSortable)
                  .filter(c -> SortableColumn.maxCursorBytes(c) <= SortableColumn.MAX_CURSOR_BYTES)
                  .mapToInt(c -> SortableColumn.canIgnoreCase(c) ? 4 : 2)
                  .sum());
    }
  }

  /// A view for each set of roles. A role may take a field from the queries of its callers, who then
  /// read rows in which they may not read it.
  private static List<ApiView> callers(ApiPlan api) {
    List<String> roles =
        Stream.concat(api.fieldRoles().stream(), api.rowRoles().stream()).distinct().toList();
    return IntStream.range(0, 1 << roles.size())
        .mapToObj(
            held ->
                IntStream.range(0, roles.size())
                    .filter(i -> (held >> i & 1) == 1)
                    .mapToObj(roles::get)
                    .collect(Collectors.toSet()))
        .map(held -> new ApiView(api, true, held, null))
        .toList();
  }

  private static boolean sorts(ListQueryReader reader, ApiView caller, String key) {
    ListQueryReader.ListQueryBuilder reading =
        reader.newBuilder(caller, KeysetCursorCodec.Holder.ANONYMOUS, null);
    reading.addParameter("sort", key);
    try {
      return !reading.build().order().isEmpty();
    } catch (ProblemException e) {
      return false;
    }
  }

  /// By anyone who has no role, where the operation is not for roles only.
  @ParameterizedTest
  @MethodSource("plans")
  void showsBodiesThatAreAccepted(Map.Entry<String, ApiPlan> plan) {
    ApiPlan api = plan.getValue();
    JsonNode document = document(api);
    ApiView everybody = new ApiView(api, true, Set.of(), null);
    for (ResourcePlan resource : api.resources()) {
      JsonNode one = example(document, "/api/v1/" + resource.name());
      if (!one.isMissingNode()) {
        BodyReader reader = BodyReader.ofCreate(everybody.resource(resource));
        FieldValues values = reader.read(one.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(values.isEmpty()).isEqualTo(one.isEmpty());
      }
      JsonNode several = example(document, "/api/v1/" + resource.name() + ResourcePlan.BULK);
      if (!several.isMissingNode()) {
        BodyReader reader = BodyReader.ofCreate(everybody.resource(resource));
        byte[] body = several.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(reader.readMany(body, DocumentedLimits.ROWS_OF_A_BODY)).hasSize(1);
      }
    }
  }

  private static JsonNode example(JsonNode document, String path) {
    return document
        .get("paths")
        .path(path)
        .at("/post/requestBody/content/application~1json/example");
  }

  @Test
  void saysTheLimitsThatAreKept() {
    assertThat(DocumentedLimits.MAX_AFFECTED).isEqualTo(BulkQueryReader.MAX_AFFECTED);
    assertThat(DocumentedLimits.ROWS_OF_A_BODY)
        .isEqualTo(dev.freehold.api.BulkCreateOperation.MAX_ROWS);
    assertThat(DocumentedLimits.PATH_RELATIONS).isEqualTo(FieldPath.MAX_RELATIONS);
    assertThat(DocumentedLimits.GROUP_KEYS).isEqualTo(SummaryQueryReader.MAX_KEYS);
    assertThat(DocumentedLimits.AGGREGATES).isEqualTo(SummaryQueryReader.MAX_AGGREGATES);
    assertThat(DocumentedLimits.GROUPS).isEqualTo(SummaryQueryReader.MAX_GROUPS);
    assertThat(DocumentedLimits.DEFAULT_GROUPS).isEqualTo(SummaryQueryReader.DEFAULT_GROUPS);
  }
}
