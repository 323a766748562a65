package dev.freehold.draft.document;

import dev.freehold.description.Operation;
import dev.freehold.description.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The schema of one row, in what an operation takes or answers: below an envelope, in a list, among alternatives.
final class Rows {
  private static final int MAX_DEPTH = 6;

  /// Schemas that are looked into for one row: alternatives of alternatives could be any number.
  private static final int MAX_LOOKS = 1_000;

  private static final List<String> ENVELOPES =
      List.of(
          "data", "result", "results", "items", "item", "records", "rows", "content", "value",
          "payload");

  private final String name;
  private int looks;

  private Rows(String name) {
    this.name = name;
  }

  /// What a row is read as. Whoever makes one is shown all of it, and nothing that only a query adds; but some are shown its
  /// id alone.
  ///
  /// @param name of the collection
  static Optional<Schema> answered(Family family, String name) {
    List<Schema> found =
        Stream.of(
                family.all("POST"),
                family.one("GET"),
                family.one("PUT"),
                family.one("PATCH"),
                family.all("GET"))
            .flatMap(Optional::stream)
            .map(Operation::success)
            .flatMap(Optional::stream)
            .map(schema -> new Rows(name).row(schema, MAX_DEPTH))
            .flatMap(Optional::stream)
            .toList();
    return found.stream()
        .filter(schema -> schema.properties().size() > 2)
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  /// Whether a property holds rows, and not a value.
  static boolean areIn(Schema schema) {
    return new Rows("")
        .row(schema.items().orElse(schema), MAX_DEPTH)
        .filter(row -> row.properties().containsKey("id"))
        .isPresent();
  }

  /// What an operation takes to make or change one.
  static Optional<Schema> sent(Optional<Operation> operation, String name) {
    return operation.flatMap(o -> sent(o)).flatMap(schema -> new Rows(name).row(schema, MAX_DEPTH));
  }

  private static Optional<Schema> sent(Operation operation) {
    return operation
        .json()
        .or(() -> operation.body().flatMap(body -> body.content().form()))
        .or(
            () ->
                operation
                    .body()
                    .flatMap(body -> body.content().types().values().stream().findFirst()));
  }

  private Optional<Schema> row(Schema schema, int depth) {
    if (depth == 0 || ++looks > MAX_LOOKS) {
      return Optional.empty();
    }
    Map<String, Schema> properties = schema.properties();
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

  /// Whether it is an object or a list of objects, and not a field that is called like an envelope.
  private static boolean holdsRows(Schema schema) {
    Schema element = schema.items().orElse(schema);
    return !element.properties().isEmpty()
        || !element.oneOf().isEmpty()
        || !element.anyOf().isEmpty();
  }
}
