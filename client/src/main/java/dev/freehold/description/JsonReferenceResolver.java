package dev.freehold.description;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Resolves `$ref` within one document. Other documents are never fetched: a document could name
/// any URL.
final class JsonReferenceResolver {
  /// A longer chain of references, such as a circle, allows any value.
  private static final int MAX_HOPS = 16;

  private final JsonObject root;

  JsonReferenceResolver(JsonObject root) {
    this.root = root;
  }

  /// The target of `node`; an empty object if it cannot be resolved.
  JsonObject resolve(@Nullable Object node) {
    Object at = node;
    for (int hops = 0; hops < MAX_HOPS; hops++) {
      if (!(at instanceof JsonObject object)) {
        break;
      }
      if (!(object.getValue("$ref") instanceof String pointer)) {
        return object;
      }
      at = find(pointer);
    }
    return new JsonObject();
  }

  /// RFC 6901, in a fragment.
  private @Nullable Object find(String pointer) {
    if (!pointer.startsWith("#/")) {
      return pointer.equals("#") ? root : null;
    }
    Object at = root;
    for (String step : pointer.substring(2).split("/", -1)) {
      String key = key(step);
      at =
          switch (at) {
            case JsonObject object -> object.getValue(key);
            case JsonArray array -> element(array, key);
            case null, default -> null;
          };
    }
    return at;
  }

  private static String key(String step) {
    try {
      return URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8)
          .replace("~1", "/")
          .replace("~0", "~");
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
