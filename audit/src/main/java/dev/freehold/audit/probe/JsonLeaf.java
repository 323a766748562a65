package dev.freehold.audit.probe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A text, number or boolean in a response.
///
/// @param name the nearest property name above it; empty if there is none
/// @param value a [String], [Number] or [Boolean]
public record JsonLeaf(String name, Object value) {
  private static final int MAX = 20_000;

  /// The leaves of a response body, in order; of a huge one the first.
  public static List<JsonLeaf> of(@Nullable Object json) {
    List<JsonLeaf> leaves = new ArrayList<>();
    add("", json, leaves);
    return leaves;
  }

  private static void add(String name, @Nullable Object json, List<JsonLeaf> into) {
    if (into.size() >= MAX) {
      return;
    }
    switch (json) {
      case JsonObject object ->
          object.fieldNames().forEach(each -> add(each, object.getValue(each), into));
      case JsonArray array -> array.forEach(each -> add(name, each, into));
      case String text -> into.add(new JsonLeaf(name, text));
      case Number number -> into.add(new JsonLeaf(name, number));
      case Boolean flag -> into.add(new JsonLeaf(name, flag));
      case null, default -> {}
    }
  }

  /// The name in lower case, without what separates its words: `apikey` for `api_key`.
  public String plainName() {
    return plain(name);
  }

  /// A name in lower case, without what separates its words.
  public static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  public String text() {
    return value.toString();
  }
}
