package dev.freehold.audit.site;

import dev.freehold.audit.ResourceCollection;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Puts the ids of rows that exist into the places of a body that refer to them, at any depth:
/// `product_id`, `items[].productId`, `tag_ids`.
final class ReferenceFiller {
  private static final int DEPTH = 4;

  private final Set<String> names = new LinkedHashSet<>();

  ReferenceFiller(List<ResourceCollection> collections) {
    collections.forEach(each -> names.add(each.name()));
  }

  /// @param ids the id of a row of a collection, by the name of the collection
  /// @return whether each required reference has a value
  boolean fill(JsonObject body, JsonSchema schema, Function<String, Optional<Object>> ids) {
    return fill(body, schema, ids, 0);
  }

  private boolean fill(
      JsonObject body, JsonSchema schema, Function<String, Optional<Object>> ids, int depth) {
    boolean isComplete = true;
    for (var property : schema.properties().entrySet()) {
      String name = property.getKey();
      Object value = body.getValue(name);
      if (value == null) {
        continue;
      }
      Optional<String> target = CollectionDiscovery.target(name, property.getValue(), names);
      boolean isFilled = true;
      if (target.isPresent() && !(value instanceof JsonObject)) {
        Optional<Object> id = ids.apply(target.get());
        if (value instanceof JsonArray) {
          body.put(name, id.map(each -> new JsonArray().add(each)).orElseGet(JsonArray::new));
        } else if (id.isPresent()) {
          body.put(name, id.get());
        } else {
          body.remove(name);
          isFilled = false;
        }
      } else if (depth < DEPTH) {
        isFilled = inside(value, property.getValue(), ids, depth + 1);
      }
      isComplete &= isFilled || !schema.required().contains(name);
    }
    return isComplete;
  }

  private boolean inside(
      Object value, JsonSchema schema, Function<String, Optional<Object>> ids, int depth) {
    if (value instanceof JsonObject object) {
      return fill(object, schema, ids, depth);
    }
    Optional<JsonSchema> items = schema.items();
    return !(value instanceof JsonArray array)
        || items.isEmpty()
        || array.stream()
            .allMatch(
                each ->
                    !(each instanceof JsonObject object) || fill(object, items.get(), ids, depth));
  }

  /// What identifies a row in the body of another one.
  static Object referenceId(RowKeyFinder.Identified row) {
    Object id = row.shown().getValue("id");
    Object named = row.shown().getValue(row.property());
    return id instanceof String || id instanceof Number ? id : named == null ? row.id() : named;
  }
}
