package dev.freehold.audit.probe;

import dev.freehold.audit.AuditRow;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// Request bodies that change a row.
public final class TamperedBody {
  private TamperedBody() {}

  /// What made the row, with its text replaced, as far as the operation takes it.
  public static JsonObject of(AuditRow row, DescribedOperation operation) {
    Map<String, JsonSchema> taken =
        operation.jsonBodySchema().map(JsonSchema::properties).orElse(Map.of());
    JsonObject body = new JsonObject();
    for (String name : row.requestBody().fieldNames()) {
      if (taken.isEmpty() || taken.containsKey(name)) {
        body.put(name, changed(row, row.requestBody().getValue(name)));
      }
    }
    return body;
  }

  /// One text alone, for who changes only what is given; empty where the row has none that may be changed.
  public static Optional<JsonObject> ofText(AuditRow row, DescribedOperation operation) {
    JsonObject all = of(row, operation);
    return all.fieldNames().stream()
        .filter(name -> !all.getValue(name).equals(row.requestBody().getValue(name)))
        .findFirst()
        .map(name -> new JsonObject().put(name, all.getValue(name)));
  }

  private static Object changed(AuditRow row, Object value) {
    if (value instanceof String text && !row.marker().isEmpty()) {
      return text.replace(row.marker(), NonexistentValue.randomWord());
    }
    return value;
  }
}
