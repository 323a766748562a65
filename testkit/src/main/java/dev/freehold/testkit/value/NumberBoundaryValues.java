package dev.freehold.testkit.value;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.OUT_OF_RANGE;
import static dev.freehold.problem.ViolationCode.TOO_LARGE;
import static dev.freehold.problem.ViolationCode.TOO_SMALL;
import static dev.freehold.problem.ViolationCode.TYPE;
import static dev.freehold.testkit.value.BoundaryValue.bad;
import static dev.freehold.testkit.value.BoundaryValue.good;

import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The smallest and largest numbers of a column, by constraint or by type, and the next ones
/// beyond.
final class NumberBoundaryValues {
  private static final BigDecimal DECIMALS =
      new BigDecimal("99999999999999999999.999999999999999999");

  private NumberBoundaryValues() {}

  static void of(ScalarType scalar, FieldConstraints rules, List<BoundaryValue> edges) {
    boolean whole = scalar.isWhole();
    // The largest integer up to which a double is exact.
    BigDecimal most =
        switch (scalar) {
          case INTEGER -> BigDecimal.valueOf(Integer.MAX_VALUE);
          case BIGINT -> BigDecimal.valueOf(Long.MAX_VALUE);
          case INTEGER_ID -> BigDecimal.valueOf(ScalarType.MAX_INTEGER_ID);
          case DECIMAL -> DECIMALS;
          case NUMBER, STRING, TEXT, BOOLEAN, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM, JSON ->
              BigDecimal.valueOf(1L << 53);
        };
    BigDecimal least = whole ? most.negate().subtract(BigDecimal.ONE) : most.negate();
    @Nullable BigDecimal minimum = rules.range().minimum();
    @Nullable BigDecimal maximum = rules.range().maximum();
    BigDecimal low = minimum == null ? least : minimum.max(least);
    BigDecimal high = maximum == null ? most : maximum.min(most);
    if (whole) {
      low = low.setScale(0, RoundingMode.CEILING);
      high = high.setScale(0, RoundingMode.FLOOR);
    }
    BigDecimal step = step(scalar);
    edges.add(good(words(low), json(scalar, low)));
    edges.add(good(words(high), json(scalar, high)));
    if (scalar != ScalarType.NUMBER || minimum != null) {
      BigDecimal under = low.subtract(step);
      edges.add(bad(words(under), json(scalar, under), TOO_SMALL, OUT_OF_RANGE, FORMAT));
    }
    if (scalar != ScalarType.NUMBER || maximum != null) {
      BigDecimal over = high.add(step);
      edges.add(bad(words(over), json(scalar, over), TOO_LARGE, OUT_OF_RANGE, FORMAT));
    }
    edges.add(bad("true", true, TYPE));
    if (whole) {
      edges.add(bad("1.5", 1.5, TYPE, FORMAT, OUT_OF_RANGE));
    }
    if (scalar == ScalarType.INTEGER) {
      edges.add(bad("\"1\"", "1", TYPE));
    }
    if (scalar == ScalarType.BIGINT) {
      BigDecimal inexact = BigDecimal.valueOf((1L << 53) + 1);
      if (low.compareTo(inexact) < 0 && inexact.compareTo(high) < 0) {
        edges.add(good(words(inexact), words(inexact)));
      }
      edges.add(good(words(high) + " as a number", high.toBigInteger(), words(high)));
      for (String text : List.of("1.0", "1e0", "+1", "01", " 1")) {
        edges.add(bad("\"" + text + "\"", text, TYPE));
      }
    }
  }

  private static BigDecimal step(ScalarType scalar) {
    return switch (scalar) {
      case INTEGER, BIGINT, INTEGER_ID -> BigDecimal.ONE;
      case NUMBER -> new BigDecimal("0.5");
      case DECIMAL, STRING, TEXT, BOOLEAN, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM, JSON ->
          new BigDecimal("0.000001");
    };
  }

  private static String words(BigDecimal value) {
    return ValueSamples.plain(value);
  }

  private static Object json(ScalarType scalar, BigDecimal value) {
    return switch (scalar) {
      case INTEGER, INTEGER_ID -> value.toBigInteger();
      case NUMBER -> value.doubleValue();
      case BIGINT,
          DECIMAL,
          STRING,
          TEXT,
          BOOLEAN,
          DATE,
          TIME,
          DATETIME,
          UUID,
          EMAIL,
          URL,
          ENUM,
          JSON ->
          ValueSamples.plain(value);
    };
  }
}
