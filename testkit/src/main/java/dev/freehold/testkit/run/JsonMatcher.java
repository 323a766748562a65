package dev.freehold.testkit.run;

import dev.freehold.testkit.JsonPath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Matches JSON against an expected part.
final class JsonMatcher {
  private JsonMatcher() {}

  /// Describes the first difference; empty if there is none.
  ///
  /// @param at the path of the value, for the message
  static Optional<String> difference(
      String at, @Nullable Object expected, Optional<JsonPath.PathValue> found) {
    if (found.isEmpty()) {
      return Optional.of((at.isEmpty() ? "the body" : at) + " is not there");
    }
    Object got = found.get().value();
    return switch (expected) {
      case JsonObject object -> {
        if (!(got instanceof JsonObject)) {
          yield Optional.of(at + " is " + shown(got));
        }
        for (String name : object.fieldNames()) {
          Optional<String> difference =
              difference(joined(at, name), object.getValue(name), member(got, name));
          if (difference.isPresent()) {
            yield difference;
          }
        }
        yield Optional.empty();
      }
      case JsonArray array -> {
        if (!(got instanceof JsonArray other) || other.size() != array.size()) {
          yield Optional.of(at + " is " + shown(got));
        }
        for (int i = 0; i < array.size(); i++) {
          Optional<String> difference =
              difference(
                  joined(at, String.valueOf(i)),
                  array.getValue(i),
                  Optional.of(new JsonPath.PathValue(other.getValue(i))));
          if (difference.isPresent()) {
            yield difference;
          }
        }
        yield Optional.empty();
      }
      case null -> got == null ? Optional.empty() : Optional.of(at + " is " + shown(got));
      case Object value ->
          same(value, got) ? Optional.empty() : Optional.of(at + " is " + shown(got));
    };
  }

  private static Optional<JsonPath.PathValue> member(@Nullable Object json, String name) {
    return json instanceof JsonObject object && object.containsKey(name)
        ? Optional.of(new JsonPath.PathValue(object.getValue(name)))
        : Optional.empty();
  }

  private static String joined(String at, String name) {
    return at.isEmpty() ? name : at + "." + name;
  }

  private static boolean same(Object a, @Nullable Object b) {
    return (a instanceof Number && b instanceof Number)
        ? new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0
        : Objects.equals(a, b);
  }

  /// The value as text, shortened to fit on a line.
  static String shown(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "null";
          case String s -> '"' + s + '"';
          case Object other -> other.toString();
        };
    return text.length() > 300
        ? text.substring(0, 300) + "… (" + text.length() + " characters)"
        : text;
  }
}
