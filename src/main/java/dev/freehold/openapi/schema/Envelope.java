package dev.freehold.openapi.schema;

import java.io.IOException;
import java.util.List;

/// The schema of `{"success": true, "data": …}`.
public final class Envelope {
  private Envelope() {}

  public static void of(JsonObject schema, JsonObject.Members data) throws IOException {
    schema.put("type", "object").strings("required", List.of("success", "data"));
    schema.object(
        "properties",
        p -> {
          p.object("success", o -> o.put("type", "boolean").put("const", true));
          p.object("data", data);
        });
  }

  public static void pagination(JsonObject schema) throws IOException {
    schema
        .put("type", "object")
        .strings("required", List.of("page", "limit", "total", "totalPages"));
    schema.object(
        "properties",
        p -> {
          count(p, "page", 1, "The page that this is.");
          count(p, "limit", 1, "Rows on a page at most.");
          count(p, "total", 0, "Rows on all pages.");
          count(p, "totalPages", 0, "Pages; 0 where there are no rows.");
        });
  }

  private static void count(JsonObject to, String name, int least, String description)
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
