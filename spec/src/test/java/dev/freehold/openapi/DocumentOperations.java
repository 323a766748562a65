package dev.freehold.openapi;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The operations of a document, each by its method and path, such as `get /api/v1/tasks`.
final class DocumentOperations {
  private DocumentOperations() {}

  static Map<String, JsonNode> of(JsonNode document) {
    Map<String, JsonNode> all = new TreeMap<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(o -> all.put(o.getKey() + " " + path.getKey(), o.getValue())));
    return all;
  }
}
