package dev.freehold.type;

import static dev.freehold.problem.ViolationCode.OUT_OF_RANGE;
import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.math.MathContext;

/// Reads numbers in JSON format (RFC 8259 section 6) without rounding. A number that its type
/// cannot represent exactly is refused.
public final class NumberParser {
  /// The maximum number of digits of a decimal before the point.
  public static final int DECIMAL_WHOLE_DIGITS = 20;

  /// The maximum number of digits of a decimal after the point.
  public static final int DECIMAL_FRACTION_DIGITS = 18;

  /// Longer texts are refused without parsing: no type represents more digits exactly.
  public static final int MAX_TEXT = 400;

  private static final BigDecimal INT_MIN = BigDecimal.valueOf(Integer.MIN_VALUE);
  private static final BigDecimal INT_MAX = BigDecimal.valueOf(Integer.MAX_VALUE);
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal ID_MAX = BigDecimal.valueOf(ScalarType.MAX_INTEGER_ID);

  private NumberParser() {}

  /// @param scalar a numeric type
  /// @param text one JSON number without surrounding blanks
  public static ValueResult parse(ScalarType scalar, String text) {
    if (!isJsonNumber(text)) {
      return wrongType(scalar);
    }
    if (text.length() > MAX_TEXT) {
      return new ValueResult.Invalid(OUT_OF_RANGE, "has more digits than can be kept exactly");
    }
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException _) {
      return new ValueResult.Invalid(OUT_OF_RANGE, "is out of range");
    }
    return switch (scalar) {
      case INTEGER -> whole(number, INT_MIN, INT_MAX, scalar);
      case BIGINT -> whole(number, LONG_MIN, LONG_MAX, scalar);
      case INTEGER_ID -> whole(number, ID_MAX.negate(), ID_MAX, scalar);
      case NUMBER -> binary(number);
      case DECIMAL -> decimal(number);
      case STRING, TEXT, BOOLEAN, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM, JSON ->
          throw new IllegalArgumentException(scalar + " is not numeric");
    };
  }

  /// Parses a whole number that is written as text: digits after an optional minus sign, without
  /// leading zeros.
  ///
  /// @param scalar a type of whole numbers
  public static ValueResult parseDigits(ScalarType scalar, String text) {
    return isJsonNumber(text) && digits(text, text.startsWith("-") ? 1 : 0) == text.length()
        ? parse(scalar, text)
        : new ValueResult.Invalid(TYPE, "must be a whole number in digits");
  }

  private static ValueResult wrongType(ScalarType scalar) {
    return new ValueResult.Invalid(
        TYPE, scalar.isWhole() ? "must be a whole number" : "must be a number");
  }

  /// Parses an integer. `5.0` is the integer 5 (JSON Schema, section 4.2.3). `1e999999999` is not
  /// expanded.
  private static ValueResult whole(
      BigDecimal number, BigDecimal min, BigDecimal max, ScalarType scalar) {
    if (number.signum() != 0 && number.precision() - (long) number.scale() > 20) {
      return outOfRange(min, max);
    }
    BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    if (plain.scale() > 0) {
      return new ValueResult.Invalid(TYPE, "must be a whole number");
    }
    if (plain.compareTo(min) < 0 || plain.compareTo(max) > 0) {
      return outOfRange(min, max);
    }
    return new ValueResult.Valid(
        scalar == ScalarType.INTEGER
            ? (Object) plain.intValueExact()
            : (Object) plain.longValueExact());
  }

  private static ValueResult.Invalid outOfRange(BigDecimal min, BigDecimal max) {
    return new ValueResult.Invalid(
        OUT_OF_RANGE, "must be between " + min.toPlainString() + " and " + max.toPlainString());
  }

  /// Parses a double. It is exact if the shortest text of the double is the number that was sent.
  private static ValueResult binary(BigDecimal number) {
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      return new ValueResult.Invalid(OUT_OF_RANGE, "is out of the range of a double");
    }
    if (new BigDecimal(Double.toString(value)).compareTo(number) != 0
        && !isShortestSubnormal(number, value)) {
      return new ValueResult.Invalid(
          OUT_OF_RANGE, "has more digits than a double can hold; 17 at most");
    }
    return new ValueResult.Valid(value == 0 ? 0.0 : value);
  }

  /// `Double.toString` writes two digits at least: `4.9E-324` for the smallest double, whose shortest
  /// text, which JavaScript and PostgreSQL write, is `5e-324`.
  private static boolean isShortestSubnormal(BigDecimal number, double value) {
    BigDecimal digit = number.stripTrailingZeros();
    return digit.precision() == 1
        && new BigDecimal(value).round(new MathContext(1)).compareTo(digit) == 0;
  }

  private static ValueResult decimal(BigDecimal number) {
    BigDecimal plain = number;
    if (number.signum() == 0) {
      plain = BigDecimal.ZERO.setScale(Math.clamp(number.scale(), 0, DECIMAL_FRACTION_DIGITS));
    } else if (number.precision() - (long) number.scale() > DECIMAL_WHOLE_DIGITS) {
      return tooManyDigits();
    } else if (number.scale() < 0) {
      plain = number.setScale(0);
    } else if (number.scale() > DECIMAL_FRACTION_DIGITS) {
      plain = number.stripTrailingZeros();
      if (plain.scale() > DECIMAL_FRACTION_DIGITS) {
        return tooManyDigits();
      }
      plain = plain.setScale(Math.max(plain.scale(), 0));
    }
    return new ValueResult.Valid(plain);
  }

  private static ValueResult.Invalid tooManyDigits() {
    return new ValueResult.Invalid(
        OUT_OF_RANGE,
        "must have at most "
            + DECIMAL_WHOLE_DIGITS
            + " digits before the point and "
            + DECIMAL_FRACTION_DIGITS
            + " after it");
  }

  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
  public static boolean isJsonNumber(String text) {
    int i = text.startsWith("-") ? 1 : 0;
    int whole = digits(text, i);
    if (whole == i || (text.charAt(i) == '0' && whole > i + 1)) {
      return false;
    }
    i = whole;
    if (i < text.length() && text.charAt(i) == '.') {
      int fraction = digits(text, i + 1);
      if (fraction == i + 1) {
        return false;
      }
      i = fraction;
    }
    if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      i++;
      if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
        i++;
      }
      int exponent = digits(text, i);
      if (exponent == i) {
        return false;
      }
      i = exponent;
    }
    return i == text.length();
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
