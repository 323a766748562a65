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
          p.object("success", o -> o.put("type", "boolean").put("const", true));
          p.object("data", data);
        });
  }

  /// Of a page by its number and of one behind a cursor; what was not counted is not there.
  public static void pagination(JsonObjectWriter schema) throws IOException {
    schema
        .put(
            "description",
            "By `page`: `page`, `limit`, `total`, `totalPages`, `nextCursor`. Behind a `cursor`:"
                + " `limit`, `nextCursor`, and `total` where `count` asks for it.")
        .put("type", "object")
        .strings("required", List.of("limit", "nextCursor"));
    schema.object(
        "properties",
        p -> {
          count(p, "page", 1, "The page that this is. Not there behind a `cursor`.");
          count(p, "limit", 1, "Rows on a page at most.");
          count(p, "total", 0, "Rows on all pages. Not there where they were not counted.");
          p.object(
              "totalRelation",
              o ->
                  o.put(
                          "description",
                          "With `count=estimated`: `eq`, there are `total` rows; `gte`, there are"
                              + " as many or more.")
                      .put("type", "string")
                      .strings("enum", List.of("eq", "gte")));
          count(p, "totalPages", 0, "Pages; 0 where there are no rows.");
          p.object(
              "nextCursor",
              o ->
                  o.put(
                          "description",
                          "The `cursor` of the next page of the same list; null on the last.")
                      .strings("type", List.of("string", "null")));
        });
    schema.object(
        "dependentRequired",
        d ->
            d.strings("totalRelation", List.of("total"))
                .strings("totalPages", List.of("page", "total")));
  }

  private static void count(JsonObjectWriter to, String name, int least, String description)
      throws IOException {
    to.object(
        name,
        o ->
            o.put("description", description)
                .put("type", "integer")
                .put("format", "int64")
                .put("minimum", least));
  }
}
