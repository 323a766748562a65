package dev.freehold.rule;

import dev.freehold.rule.RuleExpression.Arithmetic;
import dev.freehold.rule.RuleExpression.Constant;
import dev.freehold.rule.RuleExpression.ValueKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Evaluates a rule of [RuleExpression.RuleContext#CHECK] for one row. The result equals that of
/// PostgreSQL for the same rule as a CHECK constraint.
public final class RuleEvaluator {
  private final RowValues row;

  private RuleEvaluator(RowValues row) {
    this.row = row;
  }

  /// The values of a row.
  public interface RowValues {
    /// @return a value of the Java class given by [dev.freehold.type.FieldType.ScalarType], or null
    @Nullable Object value(String column);
  }

  public static TruthValue evaluate(Rule rule, RowValues row) {
    Object value = new RuleEvaluator(row).value(rule.condition());
    return value == null
        ? TruthValue.UNKNOWN
        : (Boolean) value ? TruthValue.TRUE : TruthValue.FALSE;
  }

  /// Evaluates an expression. A number is a [BigDecimal].
  private @Nullable Object value(RuleExpression expression) {
    return switch (expression) {
      case RuleExpression.ColumnReference column -> plain(row.value(column.name()));
      case Constant constant -> constant.value();
      case RuleExpression.Length length ->
          value(length.text()) instanceof String s
              ? BigDecimal.valueOf(s.codePointCount(0, s.length()))
              : null;
      case Arithmetic arithmetic -> arithmetic(arithmetic);
      case RuleExpression.AddDays add ->
          value(add.date()) instanceof LocalDate date ? date.plusDays(add.days()) : null;
      case RuleExpression.DaysBetween days ->
          value(days.later()) instanceof LocalDate later
                  && value(days.earlier()) instanceof LocalDate earlier
              ? BigDecimal.valueOf(ChronoUnit.DAYS.between(earlier, later))
              : null;
      case RuleExpression.Now _, RuleExpression.Today _, RuleExpression.CurrentUser _ ->
          throw new IllegalArgumentException("depends on more than the row: " + expression);
      case RuleExpression.Compare compare -> {
        Object left = value(compare.left());
        Object right = value(compare.right());
        yield (left == null || right == null)
            ? null
            : compare.comparison().holds(compare(compare.left().kind(), left, right));
      }
      case RuleExpression.In in -> in(in);
      case RuleExpression.IsNull isNull -> value(isNull.value()) == null;
      case RuleExpression.Not not -> value(not.condition()) instanceof Boolean b ? !b : null;
      case RuleExpression.And and -> decided(and.conditions(), false);
      case RuleExpression.Or or -> decided(or.conditions(), true);
    };
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Integer i -> BigDecimal.valueOf(i);
      case Long l -> BigDecimal.valueOf(l);
      case Double d -> ShortestDecimal.of(d);
      case null -> null;
      case Object other -> other;
    };
  }

  private @Nullable Object arithmetic(Arithmetic arithmetic) {
    return value(arithmetic.left()) instanceof BigDecimal left
            && value(arithmetic.right()) instanceof BigDecimal right
        ? switch (arithmetic.operation()) {
          case ADD -> left.add(right);
          case SUBTRACT -> left.subtract(right);
          case MULTIPLY -> left.multiply(right);
        }
        : null;
  }

  private @Nullable Object in(RuleExpression.In in) {
    Object value = value(in.value());
    if (value == null) {
      return null;
    }
    for (Constant constant : in.constants()) {
      if (compare(constant.kind(), value, constant.value()) == 0) {
        return true;
      }
    }
    return false;
  }

  /// Evaluates `and` or `or`: `alone` if an operand has this value, otherwise null if an operand is
  /// null, otherwise the opposite value.
  private @Nullable Object decided(List<RuleExpression> conditions, boolean alone) {
    boolean unknown = false;
    for (RuleExpression condition : conditions) {
      Object value = value(condition);
      if (value instanceof Boolean b && b == alone) {
        return alone;
      }
      unknown |= value == null;
    }
    return unknown ? null : !alone;
  }

  private static int compare(ValueKind kind, Object a, Object b) {
    return switch (kind) {
      case NUMBER -> ((BigDecimal) a).compareTo((BigDecimal) b);
      case TEXT -> compareText((String) a, (String) b);
      case BOOLEAN -> Boolean.compare((Boolean) a, (Boolean) b);
      case DATE -> ((LocalDate) a).compareTo((LocalDate) b);
      case TIME -> ((LocalTime) a).compareTo((LocalTime) b);
      case DATETIME -> ((OffsetDateTime) a).toInstant().compareTo(((OffsetDateTime) b).toInstant());
      case UUID -> compareUuid((UUID) a, (UUID) b);
      case OPAQUE -> throw new IllegalArgumentException("an opaque value is compared");
    };
  }

  /// Compares by code point, which is the order of UTF-8 bytes. [String#compareTo] compares UTF-16
  /// units.
  private static int compareText(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(a.codePointAt(i), b.codePointAt(i));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /// Compares by byte (RFC 9562, section 6.11). [UUID#compareTo] compares signed halves.
  private static int compareUuid(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }

  /// The truth value of a condition for one row, in SQL's three-valued logic.
  public enum TruthValue {
    TRUE,
    FALSE,
    /// The result depends on a null.
    UNKNOWN;

    /// Whether a CHECK constraint accepts the row: true unless the condition is false (PostgreSQL
    /// manual, 5.5.1).
    public boolean passes() {
      return this != FALSE;
    }
  }
}
