package dev.freehold.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A path into JSON: names and indexes from 0, separated by dots, `data.tasks.0.id`. A name may have
/// dots itself, as in `data.tags.rows.data`: the longest name that the object has is meant. The empty
/// path is the whole document.
public final class JsonPath {
  private JsonPath() {}

  /// The value at the path; JSON null is a value, empty means that there is none.
  public record PathValue(@Nullable Object value) {}

  public static Optional<PathValue> at(@Nullable Object json, String path) {
    Object here = json;
    String rest = path;
    while (!rest.isEmpty()) {
      String name = name(here, rest);
      if (here instanceof JsonObject object && object.containsKey(name)) {
        here = object.getValue(name);
      } else if (here instanceof JsonArray array
          && name.matches("[0-9]{1,6}")
          && Integer.parseInt(name) < array.size()) {
        here = array.getValue(Integer.parseInt(name));
      } else {
        return Optional.empty();
      }
      if (rest.length() == name.length() + 1) {
        return Optional.empty();
      }
      rest = rest.substring(Math.min(rest.length(), name.length() + 1));
    }
    return Optional.of(new PathValue(here));
  }

  /// The longest name at the start of the path that the object has; otherwise the part before the
  /// first dot.
  private static String name(@Nullable Object here, String path) {
    String name = path;
    while (name.contains(".") && !(here instanceof JsonObject object && object.containsKey(name))) {
      name = name.substring(0, name.lastIndexOf('.'));
    }
    return name;
  }
}
