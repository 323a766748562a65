package dev.freehold.audit;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// A row that the audit made.
///
/// @param id as text
/// @param target of the row, base and encoding included, such as `/api/v1/tasks/17`; empty where the collection has no item path
/// @param listTarget of the list in which it stands
/// @param sent the body that made it
/// @param shown as the server answered it
/// @param marker a text that stands in this row and in no other of the world; empty where no field takes text
/// @param pathValues of the parameters of the collection's path
public record Row(
    Collection collection,
    Person owner,
    String id,
    Optional<String> target,
    String listTarget,
    JsonObject sent,
    JsonObject shown,
    String marker,
    Map<String, String> pathValues) {

  @Override
  public String toString() {
    return collection.name() + " " + id + " of " + owner;
  }
}
