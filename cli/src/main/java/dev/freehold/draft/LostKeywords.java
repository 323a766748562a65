package dev.freehold.draft;

import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keywords of a schema that a draft does not keep. Each keyword that is not known to be kept
/// counts, so that none is lost in silence.
final class LostKeywords {
  private static final int MAX_VALUE = 160;

  /// Read elsewhere, or without a meaning for what is valid.
  private static final Set<String> NEVER =
      Set.of(
          "type",
          "title",
          "description",
          "$ref",
          "$comment",
          "$id",
          "$schema",
          "$anchor",
          "$defs",
          "definitions",
          "example",
          "examples",
          "externalDocs",
          "xml",
          "nullable",
          "allOf",
          "default",
          "x-default",
          "x-ref",
          "x-enum-varnames",
          "x-go-name",
          "x-ogen-name");

  private LostKeywords() {}

  /// @param kept the keywords that the draft keeps, besides those that say nothing of values
  /// @return one text each, such as `multipleOf: 0.01`
  static List<String> of(JsonSchema schema, Set<String> kept) {
    List<String> lost = new ArrayList<>();
    for (String keyword : schema.json().fieldNames()) {
      Object value = schema.json().getValue(keyword);
      if (!NEVER.contains(keyword) && !kept.contains(keyword) && says(value)) {
        lost.add(keyword + ": " + text(value));
      }
    }
    return lost;
  }

  private static boolean says(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case String text -> !text.isEmpty();
      case JsonObject object -> !object.isEmpty();
      case JsonArray array -> !array.isEmpty();
      default -> true;
    };
  }

  /// The value as JSON in one line, cut if it is long.
  static String text(@Nullable Object value) {
    String text =
        switch (value) {
          case JsonObject object -> shallow(object);
          case JsonArray array -> shallow(array);
          case null -> "null";
          default -> value.toString();
        };
    return text.codePointCount(0, text.length()) <= MAX_VALUE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_VALUE)) + "…";
  }

  /// The entries of an object; what is nested deeper shows as `{…}`.
  private static String shallow(JsonObject object) {
    List<String> entries = new ArrayList<>();
    for (Map.Entry<String, Object> entry : object) {
      entries.add(
          entry.getKey().equals("$ref")
              ? name(entry.getValue())
              : entry.getKey() + ": " + nested(entry.getValue()));
      if (entries.size() > MAX_VALUE) {
        break;
      }
    }
    return "{ " + String.join(", ", entries) + " }";
  }

  private static String shallow(JsonArray array) {
    List<String> items = new ArrayList<>();
    for (Object item : array) {
      items.add(item instanceof JsonObject object ? shallow(object) : nested(item));
      if (items.size() > MAX_VALUE) {
        break;
      }
    }
    return "[" + String.join(", ", items) + "]";
  }

  private static String nested(@Nullable Object value) {
    return switch (value) {
      case JsonObject object ->
          object.getValue("$ref") instanceof String reference ? name(reference) : "{…}";
      case JsonArray array -> {
        boolean plain =
            array.stream()
                .noneMatch(each -> each instanceof JsonObject || each instanceof JsonArray);
        yield plain ? shallow(array) : "[…]";
      }
      case null -> "null";
      default -> value.toString();
    };
  }

  private static String name(@Nullable Object reference) {
    return JsonSchema.nameOf(String.valueOf(reference));
  }
}
