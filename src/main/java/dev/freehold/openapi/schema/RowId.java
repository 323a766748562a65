package dev.freehold.openapi.schema;

import dev.freehold.plan.ResourcePlan;
import java.io.IOException;

/// The id of a row, as it stands in a body, an answer and a path.
public final class RowId {
  private RowId() {}

  /// The database counts from 1.
  public static void schema(JsonObject schema, ResourcePlan resource) throws IOException {
    switch (resource.id()) {
      case INTEGER -> schema.put("type", "integer").put("format", "int64").put("minimum", 1);
      case UUID -> schema.put("type", "string").put("format", "uuid");
    }
  }

  /// That of the row in the examples.
  public static void example(JsonObject to, String name, ResourcePlan resource) throws IOException {
    switch (resource.id()) {
      case INTEGER -> to.put(name, 1);
      case UUID -> to.put(name, Example.ROW.toString());
    }
  }
}
