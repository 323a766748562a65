package dev.freehold.suite;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where in JSON something stands: names and numbers from 0, with points between them, `data.tasks.0.id`. The empty path is all of it.
public final class Path {
  private Path() {}

  /// What stands there; null is a value that can stand there, and empty is nothing.
  public record Found(@Nullable Object value) {}

  public static Optional<Found> at(@Nullable Object json, String path) {
    Object here = json;
    if (path.isEmpty()) {
      return Optional.of(new Found(here));
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
    return Optional.of(new Found(here));
  }
}
