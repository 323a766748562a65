package dev.freehold.description;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Resolves `$ref` within one tree. Other documents are never fetched: a document could name any
/// URL. [DescriptionFileReader] takes the files of a document into its tree.
final class JsonReferenceResolver {
  /// A longer chain of references, such as a circle, allows any value.
  private static final int MAX_HOPS = 16;

  private final JsonObject root;

  JsonReferenceResolver(JsonObject root) {
    this.root = root;
  }

  /// The target of `node`; an empty object if it cannot be resolved.
  JsonObject resolve(@Nullable Object node) {
    return target(node).orElseGet(JsonObject::new);
  }

  /// The target of `node`; empty if it is no object, or a `$ref` that leads nowhere or in a circle.
  Optional<JsonObject> target(@Nullable Object node) {
    return target(node, MAX_HOPS);
  }

  private Optional<JsonObject> target(@Nullable Object node, int most) {
    Object at = node;
    for (int hops = 0; hops < most; hops++) {
      if (!(at instanceof JsonObject object)) {
        break;
      }
      if (!(object.getValue("$ref") instanceof String pointer)) {
        return Optional.of(object);
      }
      at = find(pointer, most - hops - 1);
    }
    return Optional.empty();
  }

  /// RFC 6901, in a fragment. A step may lead through a `$ref`.
  private @Nullable Object find(String pointer, int hops) {
    if (!pointer.startsWith("#/")) {
      return pointer.equals("#") ? root : null;
    }
    Object at = root;
    for (String step : pointer.substring(2).split("/", -1)) {
      String key = key(step);
      at =
          switch (at) {
            case JsonObject object when !object.containsKey(key) ->
                object.containsKey("$ref")
                    ? target(object, hops).map(through -> through.getValue(key)).orElse(null)
                    : null;
            case JsonObject object -> object.getValue(key);
            case JsonArray array -> element(array, key);
            case null, default -> null;
          };
    }
    return at;
  }

  private static String key(String step) {
    try {
      String decoded =
          step.indexOf('%') < 0
              ? step
              : URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
      return decoded.replace("~1", "/").replace("~0", "~");
    } catch (IllegalArgumentException _) {
      return step;
    }
  }

  private static @Nullable Object element(JsonArray array, String index) {
    try {
      int at = Integer.parseInt(index);
      return at >= 0 && at < array.size() ? array.getValue(at) : null;
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
