package dev.freehold.audit;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;

/// An operation with a place for the id of a row, beside those that read and change the row itself:
/// `POST /articles/{slug}/favorite`, `GET /report?report_id=`, `POST /orders/return` with
/// `order_id` in its body.
///
/// @param place where the id stands
/// @param name the name of the parameter or of the property of the body
public record RowUse(DescribedOperation operation, Place place, String name) {
  /// Where an id stands in a request.
  public enum Place {
    PATH,
    QUERY,
    BODY
  }

  public boolean isRead() {
    return operation.method().equals("GET") || operation.method().equals("HEAD");
  }

  /// The parameter with the id, if it is no property of the body.
  public boolean isParameter(Parameter parameter) {
    return parameter.name().equals(name) && parameter.in().name().equals(place.name());
  }

  @Override
  public String toString() {
    return operation.toString();
  }
}
