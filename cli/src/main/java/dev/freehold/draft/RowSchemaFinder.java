package dev.freehold.draft;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import dev.freehold.draft.DescriptionMapper.CollectionOperations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the schema of one row in a request or response: below an envelope, in a list, among
/// alternatives.
final class RowSchemaFinder {
  private static final int MAX_DEPTH = 6;

  /// Maximum number of schemas searched for one row. Nested alternatives are not bounded.
  private static final int MAX_LOOKS = 1_000;

  private static final List<String> ENVELOPES =
      List.of(
          "data",
          "result",
          "results",
          "items",
          "item",
          "records",
          "record",
          "rows",
          "row",
          "content",
          "value",
          "values",
          "payload",
          "response",
          "body",
          "entry",
          "entries",
          "object",
          "objects",
          "list",
          "elements",
          "resource",
          "resources",
          "documents",
          "docs",
          "hits",
          "_embedded",
          "embedded",
          "collection");

  /// What stands beside rows in an envelope.
  private static final Set<String> BESIDE =
      Set.of(
          "meta",
          "metadata",
          "_meta",
          "links",
          "_links",
          "page",
          "pages",
          "paging",
          "pagination",
          "page_info",
          "cursor",
          "cursors",
          "next",
          "previous",
          "prev",
          "first",
          "last",
          "total",
          "total_count",
          "total_pages",
          "total_items",
          "total_results",
          "count",
          "limit",
          "offset",
          "size",
          "per_page",
          "page_size",
          "page_number",
          "next_page",
          "previous_page",
          "prev_page",
          "next_page_token",
          "next_cursor",
          "has_more",
          "has_next",
          "more",
          "success",
          "ok",
          "status",
          "status_code",
          "code",
          "message",
          "messages",
          "error",
          "errors",
          "warnings",
          "request_id",
          "timestamp",
          "version",
          "included",
          "jsonapi",
          "kind",
          "etag",
          "took");

  private final String name;
  private final Set<String> keys;
  private final List<String> beside = new ArrayList<>();
  private int looks;

  /// @param name the name of the collection; empty for none
  /// @param keys the names, in lower case, of a property that tells a row from an envelope
  private RowSchemaFinder(String name, Set<String> keys) {
    this.name = name;
    this.keys = keys;
  }

  private static RowSchemaFinder of(CollectionOperations operations) {
    return new RowSchemaFinder(
        CollectionResourceMapper.row(operations.name()),
        Stream.of("id", "_id", operations.key().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()));
  }

  /// The schemas of a row as it is read. The first is that of the response of a create, which has the
  /// whole row and no additions by a query, unless it has only the id.
  static List<JsonSchema> inResponses(CollectionOperations collectionOperations) {
    List<JsonSchema> found =
        responses(collectionOperations)
            .map(schema -> of(collectionOperations).row(schema, MAX_DEPTH))
            .flatMap(Optional::stream)
            .toList();
    Optional<JsonSchema> row =
        found.stream()
            .filter(schema -> schema.properties().size() > 2)
            .findFirst()
            .or(() -> found.stream().max(Comparator.comparingInt(s -> s.properties().size())));
    return Stream.concat(
            row.stream(),
            found.stream().filter(other -> of(collectionOperations).isRow(other.properties())))
        .toList();
  }

  /// The properties that stand beside the rows in the envelopes of responses, without counts, links
  /// and the like.
  static List<String> besideRows(CollectionOperations collectionOperations) {
    List<String> all = new ArrayList<>();
    responses(collectionOperations)
        .forEach(
            schema -> {
              RowSchemaFinder finder = of(collectionOperations);
              finder.row(schema, MAX_DEPTH);
              all.addAll(finder.beside);
            });
    return all.stream().distinct().toList();
  }

  private static Stream<JsonSchema> responses(CollectionOperations collectionOperations) {
    return Stream.of(
            collectionOperations.collectionOperation("POST"),
            collectionOperations.itemOperation("GET"),
            collectionOperations.itemOperation("PUT"),
            collectionOperations.itemOperation("PATCH"),
            collectionOperations.collectionOperation("GET"))
        .flatMap(Optional::stream)
        .map(DescribedOperation::successSchema)
        .flatMap(Optional::stream);
  }

  /// Whether a property contains rows instead of a value.
  static boolean containsRows(JsonSchema schema) {
    JsonSchema element = schema.items().orElse(schema);
    return new RowSchemaFinder("", Set.of("id"))
        .row(element, MAX_DEPTH)
        .filter(row -> row.properties().containsKey("id"))
        .isPresent();
  }

  /// The schema of the row in the request body of an operation.
  static Optional<JsonSchema> inRequest(
      Optional<DescribedOperation> operation, CollectionOperations collectionOperations) {
    return operation
        .flatMap(o -> inRequest(o))
        .flatMap(schema -> of(collectionOperations).row(schema, MAX_DEPTH));
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
      return schema.items().isPresent()
          ? row(schema.items().get(), depth - 1)
          : inForms(schema, depth);
    }
    if (isRow(properties)) {
      return Optional.of(allForms(schema));
    }
    List<String> candidates =
        Stream.concat(
                properties.keySet().stream().filter(this::isCollection),
                Stream.concat(ENVELOPES.stream(), around(properties).stream()))
            .toList();
    for (String candidate : candidates) {
      JsonSchema inner = properties.get(candidate);
      Optional<JsonSchema> row =
          inner == null || !holdsRows(inner) ? Optional.empty() : row(inner, depth - 1);
      if (row.isPresent()) {
        properties.keySet().stream()
            .filter(p -> !p.equals(candidate) && !isBeside(p))
            .forEach(beside::add);
        return row;
      }
    }
    return Optional.of(allForms(schema));
  }

  private boolean isRow(Map<String, JsonSchema> properties) {
    return properties.keySet().stream().anyMatch(p -> keys.contains(p.toLowerCase(Locale.ROOT)));
  }

  private static boolean isBeside(String property) {
    String snake = CollectionResourceMapper.snake(property);
    return BESIDE.contains(snake) || snake.matches(".*_(count|page_uri|page_url)");
  }

  /// Whether a property is named like the collection or one of its rows: `note` of `notes`.
  private boolean isCollection(String property) {
    return !name.isEmpty() && CollectionResourceMapper.row(property).equals(name);
  }

  /// The only property of an envelope that has no name of an envelope, such as `person` in an answer
  /// of `/people`.
  private static Optional<String> around(Map<String, JsonSchema> properties) {
    List<String> inner = properties.keySet().stream().filter(p -> !isBeside(p)).toList();
    return inner.size() == 1 ? Optional.of(inner.getFirst()) : Optional.empty();
  }

  /// A row of several forms, or one of the parts of a schema.
  private Optional<JsonSchema> inForms(JsonSchema schema, int depth) {
    List<JsonSchema> forms = forms(schema);
    List<JsonSchema> found = new ArrayList<>();
    for (JsonSchema form : forms.isEmpty() ? schema.allOf() : forms) {
      row(form, depth - 1).ifPresent(found::add);
    }
    boolean objects =
        found.size() > 1 && forms.stream().filter(form -> !form.properties().isEmpty()).count() > 1;
    return objects ? Optional.of(schema.withForms(found)) : found.stream().findFirst();
  }

  private static JsonSchema allForms(JsonSchema schema) {
    List<JsonSchema> forms =
        forms(schema.merged()).stream().filter(form -> !form.properties().isEmpty()).toList();
    return forms.isEmpty() ? schema : schema.withForms(forms);
  }

  private static List<JsonSchema> forms(JsonSchema schema) {
    return Stream.concat(schema.oneOf().stream(), schema.anyOf().stream()).toList();
  }

  /// Whether the schema is an object or a list of objects, not a field named like an envelope.
  static boolean holdsRows(JsonSchema schema) {
    JsonSchema element = schema.items().orElse(schema);
    return !element.properties().isEmpty() || !forms(element).isEmpty();
  }
}
