package dev.freehold.suite.value;

import dev.freehold.plan.Column;
import dev.freehold.type.Rules;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Whether a value that was met somewhere keeps to the rules of a column.
final class Fits {
  private Fits() {}

  /// @param json of the column's type
  static boolean rules(Column column, Object json) {
    Rules rules = column.rules();
    return switch (column.type().scalar()) {
      case INTEGER -> within(rules, json, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT, NUMBER, DECIMAL -> within(rules, json, Long.MIN_VALUE, Long.MAX_VALUE);
      case ENUM -> rules.values().contains(json);
      case STRING, TEXT, EMAIL, URL -> {
        Rules.@Nullable Text text = rules.text();
        yield text == null
            || TextSamples.fits(text, (String) json, text.minLength(), text.maxLength());
      }
      case BOOLEAN, DATE, TIME, DATETIME, UUID, JSON -> true;
    };
  }

  private static boolean within(Rules rules, Object json, long least, long most) {
    BigDecimal number = new BigDecimal(json.toString());
    BigDecimal minimum = rules.range().minimum();
    BigDecimal maximum = rules.range().maximum();
    return number.compareTo(BigDecimal.valueOf(least)) >= 0
        && number.compareTo(BigDecimal.valueOf(most)) <= 0
        && (minimum == null || number.compareTo(minimum) >= 0)
        && (maximum == null || number.compareTo(maximum) <= 0);
  }
}
