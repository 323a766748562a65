package dev.freehold.testkit.run;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Resolves the variables of a running test case.
final class VariableResolver {
  /// `{{name}}` is an escape for the text `{name}`.
  private static final Pattern NAME =
      Pattern.compile("\\{\\{([a-z][a-z0-9_.]*)\\}\\}|\\{([a-z][a-z0-9_.]*)\\}");

  private final Map<String, @Nullable Object> values = new HashMap<>();

  void put(String name, @Nullable Object value) {
    values.put(name, value);
  }

  String text(String template) {
    return text(template, UnaryOperator.identity());
  }

  /// @param encoding applied to each value, not to the surrounding text
  String text(String template, UnaryOperator<String> encoding) {
    if (template.indexOf('{') < 0) {
      return template;
    }
    Matcher names = NAME.matcher(template);
    return names.replaceAll(
        found -> {
          String literal = found.group(1);
          String name = found.group(2);
          return Matcher.quoteReplacement(
              literal != null
                  ? "{" + literal + "}"
                  : values.containsKey(name)
                      ? encoding.apply(String.valueOf(values.get(name)))
                      : found.group());
        });
  }

  /// Replaces a text that consists of one variable with its value, keeping the type.
  @Nullable Object json(@Nullable Object template) {
    return switch (template) {
      case String text -> {
        Matcher name = NAME.matcher(text);
        yield name.matches() && values.containsKey(name.group(2))
            ? values.get(name.group(2))
            : text(text);
      }
      case JsonObject object -> {
        JsonObject copy = new JsonObject();
        object.forEach(e -> copy.put(text(e.getKey()), json(e.getValue())));
        yield copy;
      }
      case JsonArray array -> {
        JsonArray copy = new JsonArray();
        for (int i = 0; i < array.size(); i++) {
          copy.add(json(array.getValue(i)));
        }
        yield copy;
      }
      case null -> null;
      case Object other -> other;
    };
  }
}
