package dev.freehold.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A path into JSON: names and indexes from 0, separated by dots, `data.tasks.0.id`. The empty
/// path is the whole document.
public final class JsonPath {
  private JsonPath() {}

  /// The value at the path; JSON null is a value, empty means that there is none.
  public record PathValue(@Nullable Object value) {}

  public static Optional<PathValue> at(@Nullable Object json, String path) {
    Object here = json;
    if (path.isEmpty()) {
      return Optional.of(new PathValue(here));
    }
    for (String name : path.split("\\.", -1)) {
      if (here instanceof JsonObject object && object.containsKey(name)) {
        here = object.getValue(name);
      } else if (here instanceof JsonArray array
          && name.matches("[0-9]{1,6}")
          && Integer.parseInt(name) < array.size()) {
        here = array.getValue(Integer.parseInt(name));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new PathValue(here));
  }
}
