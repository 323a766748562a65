package dev.freehold.audit.site;

import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowKey;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaValidator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the ids of rows that exist into the places of a body that refer to them, at any depth:
/// `product_id`, `items[].productId`, `tag_ids`; and codes of rows, such as `mechanic_code`.
final class ReferenceFiller {
  private static final int DEPTH = 4;

  private static final Pattern OF_ROW =
      Pattern.compile("(.+?)(?:_(code|slug|number|key)|(Code|Slug|Number|Key))");

  private final Set<String> names = new LinkedHashSet<>();

  /// The rows that a body can refer to.
  interface Referred {
    /// What identifies a row of a collection.
    Optional<Object> id(String collection);

    /// The value that a row of a collection has for a property, such as its `code`.
    Optional<Object> value(String collection, String property);
  }

  ReferenceFiller(List<ResourceCollection> collections) {
    collections.forEach(each -> names.add(each.name()));
  }

  /// @return whether each required reference has a value
  boolean fill(JsonObject body, JsonSchema schema, Referred rows) {
    return fill(body, schema, rows, 0);
  }

  private boolean fill(JsonObject body, JsonSchema schema, Referred rows, int depth) {
    boolean isComplete = true;
    for (var property : schema.properties().entrySet()) {
      String name = property.getKey();
      Object value = body.getValue(name);
      if (value == null) {
        continue;
      }
      Optional<String> target = CollectionDiscovery.target(name, property.getValue(), names);
      boolean isFilled = true;
      Optional<Object> code =
          value instanceof String ? code(name, property.getValue(), rows) : Optional.empty();
      code.ifPresent(each -> body.put(name, each));
      if (target.isPresent() && !(value instanceof JsonObject)) {
        Optional<Object> id = rows.id(target.get());
        if (value instanceof JsonArray) {
          body.put(name, id.map(each -> new JsonArray().add(each)).orElseGet(JsonArray::new));
        } else if (id.isPresent()) {
          body.put(name, id.get());
        } else {
          body.remove(name);
          isFilled = false;
        }
      } else if (depth < DEPTH) {
        isFilled = inside(value, property.getValue(), rows, depth + 1);
      }
      isComplete &= isFilled || !schema.required().contains(name);
    }
    return isComplete;
  }

  private Optional<Object> code(String name, JsonSchema schema, Referred rows) {
    Matcher code = OF_ROW.matcher(name);
    if (!code.matches()) {
      return Optional.empty();
    }
    String property = code.group(2) == null ? code.group(3) : code.group(2);
    String one = RowKey.singular(RowKey.normal(code.group(1)));
    return names.stream()
        .filter(each -> RowKey.singular(RowKey.normal(each)).equals(one))
        .findFirst()
        .flatMap(each -> rows.value(each, property.toLowerCase(Locale.ROOT)))
        .filter(each -> SchemaValidator.violations(schema, each).isEmpty());
  }

  private boolean inside(Object value, JsonSchema schema, Referred rows, int depth) {
    if (value instanceof JsonObject object) {
      return fill(object, schema, rows, depth);
    }
    Optional<JsonSchema> items = schema.items();
    return !(value instanceof JsonArray array)
        || items.isEmpty()
        || array.stream()
            .allMatch(
                each ->
                    !(each instanceof JsonObject object) || fill(object, items.get(), rows, depth));
  }
}
