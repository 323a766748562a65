package dev.freehold.audit.people;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds a value in an answer: by a path such as `data.access_token`, or by the names that such values go by.
final class JsonWalk {
  private static final int DEPTH = 4;

  private JsonWalk() {}

  static Optional<String> at(@Nullable Object json, String path) {
    Object at = json;
    for (String step : path.split("\\.", -1)) {
      at =
          switch (at) {
            case JsonObject object -> object.getValue(step);
            case JsonArray array when step.matches("\\d{1,4}") ->
                Integer.parseInt(step) < array.size()
                    ? array.getValue(Integer.parseInt(step))
                    : null;
            case null, default -> null;
          };
    }
    return at instanceof String || at instanceof Number
        ? Optional.of(at.toString())
        : Optional.empty();
  }

  /// The first text under one of these names, by their order, wherever in the answer it stands.
  static Optional<String> named(@Nullable Object json, List<String> names) {
    return names.stream().flatMap(name -> named(json, name, DEPTH).stream()).findFirst();
  }

  private static Optional<String> named(@Nullable Object json, String name, int depth) {
    if (!(json instanceof JsonObject object)) {
      return Optional.empty();
    }
    Object value = object.getValue(name);
    if (value instanceof String || value instanceof Number) {
      return Optional.of(value.toString()).filter(each -> !each.isEmpty());
    }
    if (depth == 0) {
      return Optional.empty();
    }
    return object.fieldNames().stream()
        .flatMap(each -> named(object.getValue(each), name, depth - 1).stream())
        .findFirst();
  }
}
