package dev.freehold.suite.value;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row that is to be made: what is sent of it, and what it is then.
///
/// @param body by column; a value may be null
/// @param row what every field of the resource has then, defaults included
public record Draft(Map<String, @Nullable Object> body, Map<String, @Nullable Object> row) {

  static Draft of(ResourcePlan resource, Map<String, @Nullable Object> body) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (Column column : resource.table().columns()) {
      if (column.role() == Column.Role.FIELD) {
        row.put(
            column.name(),
            body.containsKey(column.name()) ? body.get(column.name()) : Typed.standard(column));
      }
    }
    return new Draft(body, row);
  }

  /// The value of a field as its type's, for a rule.
  @Nullable Object typed(ResourcePlan resource, String field) {
    Column column = resource.table().column(field);
    Object json = row.get(field);
    if (column.reference() == null || json == null) {
      return Typed.of(column.type(), json);
    }
    // The id of a row that is yet to be made: a rule can ask whether there is one, and which ones
    // are the same.
    UUID id = UUID.nameUUIDFromBytes(json.toString().getBytes(StandardCharsets.UTF_8));
    return column.type().scalar() == Scalar.UUID
        ? id
        : BigDecimal.valueOf(id.getMostSignificantBits());
  }
}
