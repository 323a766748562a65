package dev.freehold.type;

import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.PATTERN;
import static dev.freehold.problem.ViolationCode.TOO_LARGE;
import static dev.freehold.problem.ViolationCode.TOO_LONG;
import static dev.freehold.problem.ViolationCode.TOO_SHORT;
import static dev.freehold.problem.ViolationCode.TOO_SMALL;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// Normalizes a value and holds it to its rules.
public final class RuleCheck {
  private RuleCheck() {}

  /// @param value of the Java class of `scalar`
  /// @return the normalized value, or what is wrong with it
  public static Parsed check(Scalar scalar, Rules rules, Object value) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL -> checkText(rules, (String) value);
      case ENUM ->
          value instanceof String s && rules.values().contains(s)
              ? new Parsed.Ok(value)
              : new Parsed.Bad(NOT_ONE_OF, "must be one of " + String.join(", ", rules.values()));
      case INTEGER -> checkRange(rules, value, BigDecimal.valueOf((Integer) value));
      case BIGINT -> checkRange(rules, value, BigDecimal.valueOf((Long) value));
      case NUMBER -> checkRange(rules, value, BigDecimal.valueOf((Double) value));
      case DECIMAL -> checkRange(rules, value, (BigDecimal) value);
      case JSON -> checkBytes(rules, (String) value);
      case BOOLEAN, DATE, TIME, DATETIME, UUID -> new Parsed.Ok(value);
    };
  }

  private static Parsed checkText(Rules rules, String value) {
    Rules.Text text = rules.text();
    if (text == null) {
      return new Parsed.Ok(value);
    }
    String result = Normalize.apply(text, value);
    int length = result.codePointCount(0, result.length());
    if (length < text.minLength()) {
      return new Parsed.Bad(
          TOO_SHORT,
          length == 0
              ? "must not be empty"
              : "must have at least " + text.minLength() + " characters");
    }
    if (length > text.maxLength()) {
      return new Parsed.Bad(TOO_LONG, "must have at most " + text.maxLength() + " characters");
    }
    if (text.pattern() != null && !text.pattern().matcher(result).find()) {
      return new Parsed.Bad(PATTERN, "must match " + text.pattern().pattern());
    }
    return new Parsed.Ok(result);
  }

  private static Parsed checkBytes(Rules rules, String json) {
    Integer max = rules.maxBytes();
    return max != null && json.getBytes(StandardCharsets.UTF_8).length > max
        ? new Parsed.Bad(TOO_LONG, "must have at most " + max + " bytes as text")
        : new Parsed.Ok(json);
  }

  private static Parsed checkRange(Rules rules, Object value, BigDecimal number) {
    BigDecimal minimum = rules.range().minimum();
    BigDecimal maximum = rules.range().maximum();
    if (minimum != null && number.compareTo(minimum) < 0) {
      return new Parsed.Bad(TOO_SMALL, "must be at least " + minimum.toPlainString());
    }
    if (maximum != null && number.compareTo(maximum) > 0) {
      return new Parsed.Bad(TOO_LARGE, "must be at most " + maximum.toPlainString());
    }
    return new Parsed.Ok(value);
  }
}
