package dev.freehold.openapi.schema;

import dev.freehold.rule.Expr;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The constants of rules, and what lies beside them: where rules turn from false to true.
final class RuleConstants {
  private RuleConstants() {}

  /// Values to try for a field of `scalar`, of its Java class.
  static List<Object> of(Expr condition, Scalar scalar) {
    List<Object> found = new ArrayList<>();
    collect(condition, found);
    return found.stream().flatMap(RuleConstants::around).flatMap(v -> as(scalar, v)).toList();
  }

  private static void collect(Expr expr, List<Object> to) {
    switch (expr) {
      case Expr.Column _ -> {}
      case Expr.Constant constant -> to.add(constant.value());
      case Expr.Length length -> collect(length.text(), to);
      case Expr.Arithmetic arithmetic -> all(List.of(arithmetic.left(), arithmetic.right()), to);
      case Expr.AddDays add -> collect(add.date(), to);
      case Expr.DaysBetween days -> all(List.of(days.later(), days.earlier()), to);
      case Expr.Compare compare -> all(List.of(compare.left(), compare.right()), to);
      case Expr.In in -> {
        collect(in.value(), to);
        all(in.constants(), to);
      }
      case Expr.IsNull isNull -> collect(isNull.value(), to);
      case Expr.Not not -> collect(not.condition(), to);
      case Expr.And and -> all(and.conditions(), to);
      case Expr.Or or -> all(or.conditions(), to);
    }
  }

  private static void all(List<? extends Expr> exprs, List<Object> to) {
    exprs.forEach(e -> collect(e, to));
  }

  private static Stream<Object> around(Object constant) {
    return switch (constant) {
      case BigDecimal n -> Stream.of(n, n.add(BigDecimal.ONE), n.subtract(BigDecimal.ONE));
      case LocalDate d -> Stream.of(d, d.plusDays(1), d.minusDays(1));
      case Object other -> Stream.of(other);
    };
  }

  private static Stream<Object> as(Scalar scalar, Object value) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL, ENUM ->
          value instanceof String ? Stream.of(value) : Stream.empty();
      case DECIMAL -> value instanceof BigDecimal ? Stream.of(value) : Stream.empty();
      case INTEGER -> whole(value).filter(n -> n.bitLength() < 32).map(n -> (Object) n.intValue());
      case BIGINT -> whole(value).filter(n -> n.bitLength() < 64).map(n -> (Object) n.longValue());
      case NUMBER ->
          value instanceof BigDecimal n ? Stream.of((Object) n.doubleValue()) : Stream.empty();
      case DATE -> value instanceof LocalDate ? Stream.of(value) : Stream.empty();
      case BOOLEAN, TIME, DATETIME, UUID, JSON -> Stream.empty();
    };
  }

  private static Stream<BigInteger> whole(Object value) {
    return value instanceof BigDecimal n && n.stripTrailingZeros().scale() <= 0
        ? Stream.of(n.toBigInteger())
        : Stream.empty();
  }
}
