package dev.freehold.suite.value;

import dev.freehold.plan.Column;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/// A constant of a rule as values of a column, with those just below and above.
final class Neighbours {
  private static final BigDecimal LIMIT = new BigDecimal("1000000000");

  private Neighbours() {}

  /// @param constant of the class that its scalar names; of another type than the column it gives nothing
  static List<Object> of(Column column, Object constant) {
    if (column.type().array()) {
      return List.of();
    }
    return switch (column.type().scalar()) {
      case INTEGER, BIGINT ->
          constant instanceof BigDecimal number && number.abs().compareTo(LIMIT) < 0
              ? List.of(number.longValue(), number.longValue() - 1, number.longValue() + 1)
              : List.of();
      case NUMBER ->
          constant instanceof BigDecimal number
              ? List.of(number.doubleValue(), number.doubleValue() - 1, number.doubleValue() + 1)
              : List.of();
      case DECIMAL ->
          constant instanceof BigDecimal number
              ? Stream.of(number, number.subtract(BigDecimal.ONE), number.add(BigDecimal.ONE))
                  .<Object>map(Samples::plain)
                  .toList()
              : List.of();
      case DATE ->
          constant instanceof LocalDate date
              ? List.of(date.toString(), date.minusDays(1).toString(), date.plusDays(1).toString())
              : List.of();
      case TIME -> constant instanceof LocalTime time ? List.of(Samples.time(time)) : List.of();
      case DATETIME ->
          constant instanceof OffsetDateTime time
              ? Stream.of(time, time.minusDays(1), time.plusDays(1))
                  .<Object>map(
                      t ->
                          Samples.datetime(
                              t.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()))
                  .toList()
              : List.of();
      case STRING, TEXT, EMAIL, URL, ENUM ->
          constant instanceof String text ? List.of(text) : List.of();
      case BOOLEAN, UUID, JSON -> List.of();
    };
  }
}
