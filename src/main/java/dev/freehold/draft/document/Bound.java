package dev.freehold.draft.document;

import dev.freehold.description.Schema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A bound of a number, as JSON Schema 2020-12 and OpenAPI 3.0 write it.
///
/// @param value inclusive; null for none
/// @param doubts what it cannot say
record Bound(@Nullable BigDecimal value, List<String> doubts) {

  /// @param whole whether it is of a whole number, whose exclusive bound is the next one
  static Bound of(Schema schema, boolean least, boolean whole) {
    Optional<BigDecimal> bound = number(schema, least ? "minimum" : "maximum");
    String exclusive = least ? "exclusiveMinimum" : "exclusiveMaximum";
    Optional<BigDecimal> strict = schema.flag(exclusive) ? bound : number(schema, exclusive);
    if (strict.isEmpty()) {
      return new Bound(bound.map(b -> whole ? rounded(b, least) : b).orElse(null), List.of());
    }
    BigDecimal value = strict.get();
    if (!whole) {
      return new Bound(
          value,
          List.of(
              "it is "
                  + (least ? "above " : "below ")
                  + value.toPlainString()
                  + ", and not that itself"));
    }
    BigDecimal rounded = rounded(value, least);
    boolean next = rounded.compareTo(value) == 0;
    BigDecimal step = least ? BigDecimal.ONE : BigDecimal.ONE.negate();
    return new Bound(next ? rounded.add(step) : rounded, List.of());
  }

  /// None where it is the one that the type has by itself.
  @Nullable BigDecimal unless(BigDecimal standard) {
    return value == null || value.compareTo(standard) == 0 ? null : value;
  }

  private static BigDecimal rounded(BigDecimal value, boolean least) {
    return value.setScale(0, least ? RoundingMode.CEILING : RoundingMode.FLOOR);
  }

  /// Of a sensible size: `1e999999999` has as many digits.
  private static Optional<BigDecimal> number(Schema schema, String keyword) {
    return schema
        .number(keyword)
        .filter(n -> !(n instanceof Double d && !Double.isFinite(d)))
        .map(n -> new BigDecimal(n.toString()))
        .filter(n -> n.precision() - n.scale() < 400 && n.scale() < 400);
  }
}
