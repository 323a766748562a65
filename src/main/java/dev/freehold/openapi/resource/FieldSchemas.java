package dev.freehold.openapi.resource;

import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.openapi.schema.Notes;
import dev.freehold.openapi.schema.RowId;
import dev.freehold.openapi.schema.ValueSchema;
import dev.freehold.openapi.schema.ValueSchema.Way;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/// The schema of one field, as answers have it and as bodies do.
final class FieldSchemas {
  private FieldSchemas() {}

  static void answered(JsonObject schema, ResourcePlan resource, Column column) throws IOException {
    describe(schema, Notes.ofAnswer(column));
    if (column.role() == Column.Role.ID) {
      RowId.schema(schema, resource);
    } else {
      ValueSchema.write(schema, column.type(), rules(column), column.nullable(), Way.ANSWER);
    }
    if (isReadOnly(resource, column)) {
      schema.put("readOnly", true);
    }
    if (!column.readers().isEmpty()) {
      schema.strings("x-read-roles", column.readers());
    }
    reference(schema, column);
  }

  /// @param creating whether a default takes the place of what is not given
  static void sent(JsonObject schema, ResourcePlan resource, Column column, boolean creating)
      throws IOException {
    describe(schema, Notes.ofBody(column));
    ValueSchema.write(schema, column.type(), rules(column), column.nullable(), Way.BODY);
    if (creating && column.defaultValue() != null) {
      schema.value("default", column.type(), column.defaultValue());
    }
    if (resource.read().stream().noneMatch(c -> c.name().equals(column.name()))) {
      schema.put("writeOnly", true);
    }
    if (!column.writers().isEmpty()) {
      schema.strings("x-write-roles", column.writers());
    }
    reference(schema, column);
  }

  /// Ids that are numbers are counted from 1.
  private static Rules rules(Column column) {
    return column.reference() != null && column.type().scalar() == Scalar.BIGINT
        ? new Rules(null, new Rules.Range(BigDecimal.ONE, null), List.of())
        : column.rules();
  }

  private static void describe(JsonObject schema, String description) throws IOException {
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
  }

  private static void reference(JsonObject schema, Column column) throws IOException {
    Column.Reference reference = column.reference();
    if (reference != null) {
      schema.put("x-ref", reference.target());
    }
  }

  private static boolean isReadOnly(ResourcePlan resource, Column column) {
    return resource.create().stream().noneMatch(f -> f.column().name().equals(column.name()))
        && resource.update().stream().noneMatch(f -> f.column().name().equals(column.name()));
  }
}
