package dev.freehold.audit.probe;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// Request bodies that change a row.
public final class TamperedBody {
  private TamperedBody() {}

  /// The create body with its text replaced, limited to the properties that the operation accepts.
  public static JsonObject of(AuditRow row, DescribedOperation operation) {
    Map<String, JsonSchema> taken =
        BodyEnvelope.rowSchema(operation).map(JsonSchema::properties).orElse(Map.of());
    JsonObject body = new JsonObject();
    for (String name : row.requestBody().fieldNames()) {
      if (taken.isEmpty() || taken.containsKey(name)) {
        body.put(name, changed(row, row.requestBody().getValue(name)));
      }
    }
    return body;
  }

  /// A body with one text property, for partial updates; empty if the row has no writable text
  /// property.
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
