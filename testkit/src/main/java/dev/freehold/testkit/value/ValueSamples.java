package dev.freehold.testkit.value;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Valid values as JSON, and as a response shows them. Different numbers give different values
/// where type and constraints allow it; growing numbers mostly give growing values.
public final class ValueSamples {
  private ValueSamples() {}

  /// Generates a value. Empty if none was found for a pattern.
  ///
  /// @param column a column that is not a reference
  /// @param n the number of the sample, from 0
  public static Optional<Object> of(ColumnPlan column, int n) {
    Optional<Object> one = of(column.type().scalar(), column.constraints(), n);
    return column.type().array() ? one.map(v -> new JsonArray().add(v)) : one;
  }

  /// A value of one element of an array column.
  static Optional<Object> of(ScalarType scalar, FieldConstraints rules, int n) {
    return switch (scalar) {
      case STRING, TEXT -> text(scalar, rules, n);
      case EMAIL -> text(scalar, rules, n);
      case URL -> text(scalar, rules, n);
      case INTEGER ->
          whole(rules, BigDecimal.valueOf(Integer.MAX_VALUE), n).map(BigInteger::intValueExact);
      case BIGINT -> whole(rules, BigDecimal.valueOf(Long.MAX_VALUE), n).map(BigInteger::toString);
      case INTEGER_ID ->
          whole(rules, BigDecimal.valueOf(ScalarType.MAX_INTEGER_ID), n)
              .map(BigInteger::longValueExact);
      case NUMBER -> Optional.of(between(rules, n).doubleValue());
      case DECIMAL -> Optional.of(plain(between(rules, n)));
      case BOOLEAN -> Optional.of(n % 2 == 1);
      case DATE -> Optional.of(LocalDate.of(2026, 1, 1).plusDays(n).toString());
      case TIME -> Optional.of(time(LocalTime.of(8, 0).plusMinutes(n % 900)));
      case DATETIME -> Optional.of(datetime(LocalDateTime.of(2026, 1, 1, 8, 0).plusMinutes(n)));
      case UUID ->
          Optional.of(new UUID(0x4000L + ((long) n << 16), 0x8000000000000000L).toString());
      case ENUM -> Optional.of(rules.values().get(n % rules.values().size()));
      case JSON -> Optional.of(new JsonObject().put("n", n));
    };
  }

  private static Optional<Object> text(ScalarType scalar, FieldConstraints rules, int n) {
    return TextSamples.of(scalar, rules, n).map(t -> t);
  }

  private static Optional<BigInteger> whole(FieldConstraints rules, BigDecimal most, int n) {
    BigDecimal least = most.negate().subtract(BigDecimal.ONE);
    BigDecimal minimum = rules.range().minimum();
    BigDecimal maximum = rules.range().maximum();
    BigInteger low =
        (minimum == null ? least : minimum.max(least))
            .setScale(0, RoundingMode.CEILING)
            .toBigInteger();
    BigInteger high =
        (maximum == null ? most : maximum.min(most)).setScale(0, RoundingMode.FLOOR).toBigInteger();
    if (low.compareTo(high) > 0) {
      return Optional.empty();
    }
    BigInteger wanted = BigInteger.valueOf(n + 1L);
    if (wanted.compareTo(low) >= 0 && wanted.compareTo(high) <= 0) {
      return Optional.of(wanted);
    }
    BigInteger room = high.subtract(low).add(BigInteger.ONE);
    return Optional.of(low.add(BigInteger.valueOf(n).mod(room)));
  }

  /// At most three decimal places, which a double represents exactly in text.
  private static BigDecimal between(FieldConstraints rules, int n) {
    BigDecimal minimum = rules.range().minimum();
    BigDecimal maximum = rules.range().maximum();
    BigDecimal wanted = new BigDecimal(n + 1).add(new BigDecimal("0.5"));
    boolean fits =
        (minimum == null || wanted.compareTo(minimum) >= 0)
            && (maximum == null || wanted.compareTo(maximum) <= 0);
    if (fits) {
      return wanted;
    }
    if (minimum != null && maximum != null) {
      BigDecimal share = new BigDecimal(n % 1000).movePointLeft(3);
      return maximum.subtract(minimum).multiply(share).add(minimum);
    }
    return minimum != null
        ? minimum.add(wanted)
        : maximum != null ? maximum.subtract(wanted) : wanted;
  }

  /// The shortest text of a decimal.
  static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  static String time(LocalTime time) {
    String text = String.format(Locale.ROOT, "%tT", time);
    int micros = time.get(ChronoField.MICRO_OF_SECOND);
    return micros == 0
        ? text
        : text + String.format(Locale.ROOT, ".%06d", micros).replaceAll("0+$", "");
  }

  static String datetime(LocalDateTime time) {
    return time.toLocalDate() + "T" + time(time.toLocalTime()) + "Z";
  }
}
