package dev.freehold.audit.probe;

import dev.freehold.audit.Row;
import dev.freehold.description.Operation;
import dev.freehold.description.Schema;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// Bodies that would change a row if they were let.
public final class Change {
  private Change() {}

  /// What made the row, with its text replaced, as far as the operation takes it.
  public static JsonObject of(Row row, Operation operation) {
    Map<String, Schema> taken = operation.json().map(Schema::properties).orElse(Map.of());
    JsonObject body = new JsonObject();
    for (String name : row.sent().fieldNames()) {
      if (taken.isEmpty() || taken.containsKey(name)) {
        body.put(name, changed(row, row.sent().getValue(name)));
      }
    }
    return body;
  }

  /// One text alone, for who changes only what is given; empty where the row has none that may be changed.
  public static Optional<JsonObject> ofText(Row row, Operation operation) {
    JsonObject all = of(row, operation);
    return all.fieldNames().stream()
        .filter(name -> !all.getValue(name).equals(row.sent().getValue(name)))
        .findFirst()
        .map(name -> new JsonObject().put(name, all.getValue(name)));
  }

  private static Object changed(Row row, Object value) {
    if (value instanceof String text && !row.marker().isEmpty()) {
      return text.replace(row.marker(), Other.word());
    }
    return value;
  }
}
