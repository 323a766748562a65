package dev.freehold.audit;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// A row that the audit created.
///
/// @param id as text
/// @param target of the row, base and encoding included, such as `/api/v1/tasks/17`; empty where the collection has no item path
/// @param listTarget of the list in which it stands
/// @param requestBody the body that made it
/// @param responseBody as the server answered it
/// @param marker a text that stands in this row and in no other of the world; empty where no field takes text
/// @param pathValues of the parameters of the collection's path
public record AuditRow(
    ResourceCollection collection,
    AuditUser owner,
    String id,
    Optional<String> target,
    String listTarget,
    JsonObject requestBody,
    JsonObject responseBody,
    String marker,
    Map<String, String> pathValues) {

  @Override
  public String toString() {
    return collection.name() + " " + id + " of " + owner;
  }
}
