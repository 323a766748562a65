package dev.freehold.draft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescriptionFileReader;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.OpenApiDescriptionReader;
import dev.freehold.openapi.Detail;
import dev.freehold.openapi.OpenApiDocument;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.Spec;
import dev.freehold.testing.GoldenFiles;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenApiSpecDraftTest {
  private static final Path GOLDEN = Path.of("testdata/golden/draft");

  /// What every row of the language has.
  private static final Set<String> ALL_ROWS = Set.of("id", "created_at", "updated_at");

  private static final List<String> ENVELOPES =
      List.of("data", "result", "items", "note", "notes", "person");

  private static Optional<String> draft(byte[] document) {
    return draft(OpenApiDescriptionReader.read(document));
  }

  private static Optional<String> draft(ApiDescription description) {
    return SpecDrafter.draft(DescriptionMapper.map(description, "api.yaml"), "Shop");
  }

  /// Descriptions as others make them, and the drafts of them to the letter: a document of a
  /// framework; envelopes, keys, owners and suffixes; the keywords of schemas; operations; several
  /// files.
  @ParameterizedTest
  @ValueSource(strings = {"document", "envelopes", "keywords", "operations", "files"})
  void descriptionsOfOthers(String name) throws Exception {
    Path folder = GOLDEN.resolve(name);
    JsonObject document = DescriptionFileReader.read(folder.resolve("openapi.yaml"));
    String draft = draft(OpenApiDescriptionReader.read(document)).orElseThrow();
    SpecShape.checked(draft);
    GoldenFiles.check(folder, "freehold.yaml", draft);
  }

  /// Each property of a row is a field, or is named in a comment, and so is each keyword of it that
  /// the language does not have.
  @ParameterizedTest
  @ValueSource(strings = {"document", "envelopes", "keywords", "operations", "files"})
  void nothingIsLostInSilence(String name) throws Exception {
    ApiDescription description =
        OpenApiDescriptionReader.read(
            DescriptionFileReader.read(GOLDEN.resolve(name).resolve("openapi.yaml")));
    String draft = draft(description).orElseThrow();
    assertThat(
            description.operations().stream()
                .flatMap(
                    o -> Stream.concat(o.successSchema().stream(), o.jsonBodySchema().stream()))
                .flatMap(schema -> names(schema, 5))
                .filter(property -> !ALL_ROWS.contains(CollectionResourceMapper.snake(property))))
        .isNotEmpty()
        .allSatisfy(
            property ->
                assertThat(draft)
                    .containsAnyOf(
                        property,
                        CollectionResourceMapper.snake(property).replaceFirst("_id$", "")));
  }

  /// The names of the properties of a row, through envelopes.
  private static Stream<String> names(JsonSchema schema, int depth) {
    if (depth == 0) {
      return Stream.empty();
    }
    Map<String, JsonSchema> properties = schema.properties();
    List<JsonSchema> inner = new ArrayList<>(schema.oneOf());
    schema.items().ifPresent(inner::add);
    ENVELOPES.stream().map(properties::get).filter(Objects::nonNull).forEach(inner::add);
    Stream<String> own =
        ENVELOPES.stream().anyMatch(properties::containsKey)
            ? Stream.empty()
            : properties.keySet().stream();
    return Stream.concat(own, inner.stream().flatMap(each -> names(each, depth - 1)));
  }

  /// Resources, ids, fields, types, references, what is required, the values of enums and the limits of text come back. What
  /// does not: trim, stripHtml, lowercase, filters, sort, search, access, onDelete, unique and checks across fields; and of a
  /// text of more than 255 characters whether it was a `string`.
  @ParameterizedTest
  @ValueSource(strings = {"tasks", "contacts", "projects", "blog", "shop"})
  void theDocumentOfAnExampleIsThatExample(String name) {
    Spec spec = SpecFile.example(name);
    String document =
        OpenApiDocument.pretty(ApiPlanner.plan(spec), OpenApiDocument.SAME_ADDRESS, Detail.FULL);
    String draft = draft(document.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    assertThat(SpecShape.shape(SpecShape.checked(draft)))
        .as(draft)
        .isEqualTo(SpecShape.shape(spec));
  }

  /// Schemas at random, circles and nonsense among them; each draft is valid, and comes soon.
  @Test
  void everyDocumentGivesAValidDraft() {
    for (long seed = 0; seed < 150; seed++) {
      JsonObject document = new RandomDocument(seed).document();
      draft(document.encode().getBytes(StandardCharsets.UTF_8)).ifPresent(SpecShape::checked);
    }
  }

  @Test
  void alternativesWithoutEndEnd() {
    JsonArray many = new JsonArray();
    for (int i = 0; i < 60; i++) {
      many.add(new JsonObject().put("$ref", "#/components/schemas/A"));
    }
    JsonObject schemas = new JsonObject().put("A", new JsonObject().put("oneOf", many));
    JsonObject document =
        RandomDocument.of("a", new JsonObject().put("$ref", "#/components/schemas/A"));
    document.put("components", new JsonObject().put("schemas", schemas));
    assertThat(draft(document.encode().getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private static final class RandomDocument {
    private static final List<String> NAMES =
        List.of(
            "tasks",
            "Task",
            "projects",
            "project_id",
            "userId",
            "limit",
            "id",
            "due date",
            "xmin",
            "a/b",
            "é",
            "or");
    private static final List<String> WORDS =
        List.of(
            "type",
            "format",
            "enum",
            "default",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "pattern",
            "nullable",
            "readOnly",
            "description",
            "items",
            "properties",
            "required",
            "oneOf",
            "allOf",
            "$ref");

    private final Random random;

    RandomDocument(long seed) {
      random = new Random(seed);
    }

    JsonObject document() {
      JsonObject document = of(one(NAMES), schema(4));
      document.getJsonObject("paths").mergeIn(of(one(NAMES), schema(3)).getJsonObject("paths"));
      JsonObject schemas = new JsonObject();
      NAMES.forEach(name -> schemas.put(name, schema(2)));
      return document.put("components", new JsonObject().put("schemas", schemas));
    }

    static JsonObject of(String name, JsonObject schema) {
      JsonObject body =
          new JsonObject()
              .put(
                  "content",
                  new JsonObject().put("application/json", new JsonObject().put("schema", schema)));
      JsonObject operation =
          new JsonObject()
              .put("requestBody", body)
              .put("responses", new JsonObject().put("200", body));
      return new JsonObject()
          .put("openapi", "3.1.0")
          .put(
              "paths",
              new JsonObject()
                  .put("/" + name, new JsonObject().put("get", operation).put("post", operation))
                  .put(
                      "/" + name + "/{id}",
                      new JsonObject().put("get", operation).put("put", operation)));
    }

    private <T> T one(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    private JsonObject schema(int depth) {
      JsonObject schema = new JsonObject();
      if (random.nextInt(3) > 0) {
        schema.put(
            "type",
            one(List.of("string", "integer", "number", "boolean", "object", "array", "date")));
      }
      for (int i = random.nextInt(6); i > 0; i--) {
        schema.put(one(WORDS), value(depth));
      }
      if (depth > 2) {
        JsonObject properties = new JsonObject();
        NAMES.forEach(name -> properties.put(name, schema(depth - 1)));
        schema.put("properties", properties).put("required", new JsonArray(NAMES));
      }
      return schema;
    }

    private Object value(int depth) {
      return switch (random.nextInt(depth > 0 ? 9 : 6)) {
        case 0 -> random.nextInt(-3, 400);
        case 1 -> random.nextDouble() * 1e20;
        case 2 -> true;
        case 3 -> one(List.of("date", "uuid", "email", "(", "decimal", "int64", "x\u0000y"));
        case 4 -> "#/components/schemas/" + one(NAMES);
        case 5 -> new JsonArray().add("a").add("b").add(1).addNull();
        case 6 -> schema(depth - 1);
        case 7 -> new JsonArray().add(schema(depth - 1)).add(schema(depth - 1));
        default -> new JsonObject().put(one(NAMES), schema(depth - 1));
      };
    }
  }
}
