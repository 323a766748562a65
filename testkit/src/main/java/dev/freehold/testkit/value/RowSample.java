package dev.freehold.testkit.value;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A row to create: the body to send, and the row that results.
///
/// @param body the values by column; a value may be null
/// @param row the values of all fields after the create, including defaults and copies
public record RowSample(Map<String, @Nullable Object> body, Map<String, @Nullable Object> row) {

  /// @param related the values of a row, by its id
  static RowSample of(
      ResourcePlan resource,
      Map<String, @Nullable Object> body,
      Function<Object, Map<String, @Nullable Object>> related) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (ColumnPlan column : resource.table().columns()) {
      if (column.role() == ColumnPlan.Role.FIELD) {
        row.put(
            column.name(),
            body.containsKey(column.name())
                ? body.get(column.name())
                : unsent(column, body, related));
      }
    }
    return new RowSample(body, row);
  }

  /// The value of a field that the body does not have.
  private static @Nullable Object unsent(
      ColumnPlan column,
      Map<String, @Nullable Object> body,
      Function<Object, Map<String, @Nullable Object>> related) {
    ColumnPlan.Copy copy = column.copy();
    if (copy == null) {
      return JsonValueConverter.defaultJson(column);
    }
    Object id = body.get(copy.key().field());
    return id == null ? null : related.apply(id).get(copy.column());
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
