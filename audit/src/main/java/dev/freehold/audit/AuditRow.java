package dev.freehold.audit;

import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// A row that the audit created.
///
/// @param id the id as text, as it is in the path
/// @param idProperty the property of the row that has the id
/// @param target the request target of the row, with base and encoding, such as `/api/v1/tasks/17`;
///   empty if the collection has no item path
/// @param listTarget the request target of the list that contains the row
/// @param requestBody the body of the create request
/// @param responseBody the row in the response
/// @param marker a unique text in this row; empty if no property accepts text
/// @param pathValues the values of the parameters in the collection's path
public record AuditRow(
    ResourceCollection collection,
    AuditUser owner,
    String id,
    String idProperty,
    Optional<String> target,
    String listTarget,
    JsonObject requestBody,
    JsonObject responseBody,
    String marker,
    Map<String, String> pathValues) {

  /// The id as it is in JSON: a number or a text.
  public Object jsonId() {
    Object shown = responseBody.getValue(idProperty);
    return shown != null && shown.toString().equals(id) ? shown : id;
  }

  /// What identifies the row in a body of another one: its `id`, which can differ from the value in
  /// its path.
  public Object referenceId() {
    Object shown = responseBody.getValue("id");
    return shown instanceof String || shown instanceof Number ? shown : jsonId();
  }

  /// The request target for an operation on the row: with the slash at its end that the description
  /// states.
  ///
  /// @throws java.util.NoSuchElementException if the collection has no item path
  public String target(DescribedOperation operation) {
    String bare = target.orElseThrow().replaceFirst("/$", "");
    return operation.path().endsWith("/") ? bare + "/" : bare;
  }

  /// The same row, as if these values were stored.
  public AuditRow with(JsonObject values) {
    return new AuditRow(
        collection,
        owner,
        id,
        idProperty,
        target,
        listTarget,
        requestBody,
        responseBody.copy().mergeIn(values),
        marker,
        pathValues);
  }

  @Override
  public String toString() {
    return collection.name() + " " + id + " of " + owner;
  }
}
