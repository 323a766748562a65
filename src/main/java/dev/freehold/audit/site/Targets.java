package dev.freehold.audit.site;

import dev.freehold.call.Call;
import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import java.util.Map;

/// Request targets from templates of paths.
final class Targets {
  private final String base;

  Targets(Description description) {
    this.base = description.base();
  }

  String of(Operation operation, Map<String, String> values) {
    return of(operation.path(), values);
  }

  /// @throws IllegalArgumentException where a parameter has no value
  String of(String template, Map<String, String> values) {
    StringBuilder target = new StringBuilder(base);
    int at = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
      int close = template.indexOf('}', open);
      if (close < 0) {
        break;
      }
      String value = values.get(template.substring(open + 1, close));
      if (value == null) {
        throw new IllegalArgumentException("no value for a parameter of " + template);
      }
      target.append(template, at, open).append(Call.encode(value));
      at = close + 1;
    }
    return target.append(template.substring(at)).toString();
  }
}
