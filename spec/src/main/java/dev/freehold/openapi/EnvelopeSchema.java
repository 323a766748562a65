package dev.freehold.openapi;

import java.io.IOException;
import java.util.List;

/// The schema of `{"success": true, "data": …}`.
final class EnvelopeSchema {
  private EnvelopeSchema() {}

  public static void of(JsonObjectWriter schema, JsonObjectWriter.Members data) throws IOException {
    schema.put("type", "object").strings("required", List.of("success", "data"));
    schema.object(
        "properties",
        p -> {
          p.object("success", o -> constant(o, "boolean", "true"));
          p.object("data", data);
        });
  }

  /// A member that has one value only. The value is said in words: `const` becomes a class of its own
  /// or a check that fails in generated clients.
  static void constant(JsonObjectWriter schema, String type, String value) throws IOException {
    schema.note("Always `" + value + "`.").put("type", type);
  }

  /// The schema of `pagination`, for pages by number and by cursor. Values that were not counted
  /// are absent.
  public static void pagination(JsonObjectWriter schema) throws IOException {
    schema
        .note(
            "With `page`: `page`, `limit`, `total`, `totalPages`, `nextCursor`. With `cursor`:"
                + " `limit`, `nextCursor`, and `total` if `count` requests it.")
        .put("type", "object")
        .strings("required", List.of("limit", "nextCursor"));
    schema.object(
        "properties",
        p -> {
          count(p, "page", 1, "The number of this page. Absent with `cursor`.");
          count(p, "limit", 1, "The maximum number of rows on a page.");
          count(p, "total", 0, "The number of rows on all pages. Absent if not counted.");
          p.object(
              "totalRelation",
              o ->
                  o.note(
                          "With `count=estimated`: `eq` means exactly `total` rows, `gte` means"
                              + " `total` rows or more.")
                      .put("type", "string")
                      .strings("enum", List.of("eq", "gte")));
          count(p, "totalPages", 0, "The number of pages; 0 if there are no rows.");
          p.object(
              "nextCursor",
              o ->
                  o.note("The `cursor` of the next page of the same list; null on the last page.")
                      .strings("type", List.of("string", "null")));
        });
    schema.inFull(
        f ->
            f.object(
                "dependentRequired",
                d ->
                    d.strings("totalRelation", List.of("total"))
                        .strings("totalPages", List.of("page", "total"))));
  }

  static void count(JsonObjectWriter to, String name, int least, String description)
      throws IOException {
    to.object(
        name,
        o ->
            o.note(description)
                .put("type", "integer")
                .put("format", "int64")
                .inFull(f -> f.put("minimum", least)));
  }
}
