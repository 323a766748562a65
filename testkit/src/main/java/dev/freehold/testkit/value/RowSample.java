package dev.freehold.testkit.value;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row to create: the body to send, and the row that results.
///
/// @param body the values by column; a value may be null
/// @param row the values of all fields after the create, including defaults
public record RowSample(Map<String, @Nullable Object> body, Map<String, @Nullable Object> row) {

  static RowSample of(ResourcePlan resource, Map<String, @Nullable Object> body) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (ColumnPlan column : resource.table().columns()) {
      if (column.role() == ColumnPlan.Role.FIELD) {
        row.put(
            column.name(),
            body.containsKey(column.name())
                ? body.get(column.name())
                : JsonValueConverter.defaultJson(column));
      }
    }
    return new RowSample(body, row);
  }

  /// The typed value of a field, for a rule.
  @Nullable Object typed(ResourcePlan resource, String field) {
    ColumnPlan column = resource.table().column(field);
    Object json = row.get(field);
    if (column.reference() == null || json == null) {
      return JsonValueConverter.parse(column.type(), json);
    }
    // The id of a row that does not exist yet: a rule can test it for null and for equality.
    UUID id = UUID.nameUUIDFromBytes(json.toString().getBytes(StandardCharsets.UTF_8));
    return column.type().scalar() == ScalarType.UUID
        ? id
        : BigDecimal.valueOf(id.getMostSignificantBits());
  }
}
