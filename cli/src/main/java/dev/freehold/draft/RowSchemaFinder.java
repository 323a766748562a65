package dev.freehold.draft;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import dev.freehold.draft.DescriptionMapper.CollectionOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the schema of one row in a request or response: below an envelope, in a list, among
/// alternatives.
final class RowSchemaFinder {
  private static final int MAX_DEPTH = 6;

  /// Maximum number of schemas searched for one row. Nested alternatives are not bounded.
  private static final int MAX_LOOKS = 1_000;

  private static final List<String> ENVELOPES =
      List.of(
          "data", "result", "results", "items", "item", "records", "rows", "content", "value",
          "payload");

  private final String name;
  private int looks;

  private RowSchemaFinder(String name) {
    this.name = name;
  }

  /// The schema of a row as it is read. Prefers the response of a create, which has the whole row
  /// and no additions by a query, unless it has only the id.
  ///
  /// @param name the name of the collection
  static Optional<JsonSchema> inResponses(CollectionOperations collectionOperations, String name) {
    List<JsonSchema> found =
        Stream.of(
                collectionOperations.collectionOperation("POST"),
                collectionOperations.itemOperation("GET"),
                collectionOperations.itemOperation("PUT"),
                collectionOperations.itemOperation("PATCH"),
                collectionOperations.collectionOperation("GET"))
            .flatMap(Optional::stream)
            .map(DescribedOperation::successSchema)
            .flatMap(Optional::stream)
            .map(schema -> new RowSchemaFinder(name).row(schema, MAX_DEPTH))
            .flatMap(Optional::stream)
            .toList();
    return found.stream()
        .filter(schema -> schema.properties().size() > 2)
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  /// Whether a property contains rows instead of a value.
  static boolean containsRows(JsonSchema schema) {
    return new RowSchemaFinder("")
        .row(schema.items().orElse(schema), MAX_DEPTH)
        .filter(row -> row.properties().containsKey("id"))
        .isPresent();
  }

  /// The schema of the row in the request body of an operation.
  static Optional<JsonSchema> inRequest(Optional<DescribedOperation> operation, String name) {
    return operation
        .flatMap(o -> inRequest(o))
        .flatMap(schema -> new RowSchemaFinder(name).row(schema, MAX_DEPTH));
  }

  private static Optional<JsonSchema> inRequest(DescribedOperation operation) {
    return operation
        .jsonBodySchema()
        .or(() -> operation.body().flatMap(body -> body.content().formSchema()))
        .or(
            () ->
                operation
                    .body()
                    .flatMap(body -> body.content().schemas().values().stream().findFirst()));
  }

  private Optional<JsonSchema> row(JsonSchema schema, int depth) {
    if (depth == 0 || ++looks > MAX_LOOKS) {
      return Optional.empty();
    }
    Map<String, JsonSchema> properties = schema.properties();
    if (properties.isEmpty()) {
      return Stream.of(
              schema.items().stream(),
              schema.oneOf().stream(),
              schema.anyOf().stream(),
              schema.allOf().stream())
          .flatMap(each -> each)
          .map(each -> row(each, depth - 1))
          .flatMap(Optional::stream)
          .findFirst();
    }
    if (properties.containsKey("id")) {
      return Optional.of(schema);
    }
    return Stream.concat(Stream.of(name), ENVELOPES.stream())
        .map(properties::get)
        .filter(each -> each != null && holdsRows(each))
        .map(each -> row(each, depth - 1))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> Optional.of(schema));
  }

  /// Whether the schema is an object or a list of objects, not a field named like an envelope.
  private static boolean holdsRows(JsonSchema schema) {
    JsonSchema element = schema.items().orElse(schema);
    return !element.properties().isEmpty()
        || !element.oneOf().isEmpty()
        || !element.anyOf().isEmpty();
  }
}
