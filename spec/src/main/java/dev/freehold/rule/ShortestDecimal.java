package dev.freehold.rule;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Converts a double to its shortest decimal: the decimal with the fewest digits that is nearer to
/// this double than to any other; if there are several, the nearest one. It is the number that a
/// client sent and sees.
///
/// PostgreSQL writes the same decimal (manual, 8.1.3), and never one halfway between two doubles.
/// [Double#toString] may write such a decimal, and writes at least two digits; otherwise the
/// results are equal.
final class ShortestDecimal {
  /// Enough for any double.
  private static final int MAX_DIGITS = 17;

  private static final double EXACT_INTEGERS = 0x1p53;

  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private ShortestDecimal() {}

  /// @param value finite
  static BigDecimal of(double value) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT_INTEGERS) {
      return BigDecimal.valueOf((long) value);
    }
    BigDecimal exact = new BigDecimal(Math.abs(value));
    BigDecimal below = halfway(exact, new BigDecimal(Math.nextDown(Math.abs(value))));
    BigDecimal above = exact.add(halfUlp(value));
    int written = new BigDecimal(Double.toString(value)).stripTrailingZeros().precision();
    for (int digits = Math.max(1, written - 1); digits < MAX_DIGITS; digits++) {
      for (RoundingMode mode :
          new RoundingMode[] {RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP}) {
        BigDecimal rounded = exact.round(new MathContext(digits, mode));
        if (rounded.compareTo(below) > 0 && rounded.compareTo(above) < 0) {
          return signed(rounded, value);
        }
      }
    }
    return signed(exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)), value);
  }

  private static BigDecimal signed(BigDecimal magnitude, double value) {
    return value < 0 ? magnitude.negate() : magnitude;
  }

  private static BigDecimal halfway(BigDecimal a, BigDecimal b) {
    return a.add(b).divide(TWO);
  }

  private static BigDecimal halfUlp(double value) {
    return new BigDecimal(Math.ulp(value)).divide(TWO);
  }
}
