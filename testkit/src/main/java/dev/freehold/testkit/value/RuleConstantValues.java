package dev.freehold.testkit.value;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleExpression;
import dev.freehold.type.FieldConstraints;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The constants that rules compare a column with, and their neighbours, as far as the column
/// accepts them.
public final class RuleConstantValues {
  private RuleConstantValues() {}

  public static List<Object> of(Rule rule, ColumnPlan column) {
    List<Object> found = new ArrayList<>();
    collect(rule.condition(), found);
    return found.stream()
        .flatMap(v -> AdjacentValues.of(column, v).stream())
        .filter(v -> FieldConstraintMatcher.rules(column, v))
        .toList();
  }

  private static void collect(RuleExpression expression, List<Object> found) {
    switch (expression) {
      case RuleExpression.ColumnReference _,
          RuleExpression.Now _,
          RuleExpression.Today _,
          RuleExpression.CurrentUser _ -> {}
      case RuleExpression.Constant constant -> found.add(constant.value());
      case RuleExpression.Length length -> collect(length.text(), found);
      case RuleExpression.Arithmetic a -> {
        collect(a.left(), found);
        collect(a.right(), found);
      }
      case RuleExpression.AddDays add -> collect(add.date(), found);
      case RuleExpression.DaysBetween days -> {
        collect(days.later(), found);
        collect(days.earlier(), found);
      }
      case RuleExpression.Compare compare -> {
        collect(compare.left(), found);
        collect(compare.right(), found);
      }
      case RuleExpression.In in -> in.constants().forEach(c -> found.add(c.value()));
      case RuleExpression.IsNull isNull -> collect(isNull.value(), found);
      case RuleExpression.Not not -> collect(not.condition(), found);
      case RuleExpression.And and -> and.conditions().forEach(c -> collect(c, found));
      case RuleExpression.Or or -> or.conditions().forEach(c -> collect(c, found));
    }
  }

  /// A constant of a rule as values of a column, with the next lower and higher value.
  static final class AdjacentValues {
    private static final BigDecimal LIMIT = new BigDecimal("1000000000");

    private AdjacentValues() {}

    /// @param constant of the class of its scalar; gives no values for a column of another type
    static List<Object> of(ColumnPlan column, Object constant) {
      if (column.type().array()) {
        return List.of();
      }
      return switch (column.type().scalar()) {
        case INTEGER, INTEGER_ID ->
            constant instanceof BigDecimal number && number.abs().compareTo(LIMIT) < 0
                ? List.of(number.longValue(), number.longValue() - 1, number.longValue() + 1)
                : List.of();
        case BIGINT ->
            constant instanceof BigDecimal number && number.abs().compareTo(LIMIT) < 0
                ? LongStream.of(number.longValue(), number.longValue() - 1, number.longValue() + 1)
                    .<Object>mapToObj(Long::toString)
                    .toList()
                : List.of();
        case NUMBER ->
            constant instanceof BigDecimal number
                ? List.of(number.doubleValue(), number.doubleValue() - 1, number.doubleValue() + 1)
                : List.of();
        case DECIMAL ->
            constant instanceof BigDecimal number
                ? Stream.of(number, number.subtract(BigDecimal.ONE), number.add(BigDecimal.ONE))
                    .<Object>map(ValueSamples::plain)
                    .toList()
                : List.of();
        case DATE ->
            constant instanceof LocalDate date
                ? List.of(
                    date.toString(), date.minusDays(1).toString(), date.plusDays(1).toString())
                : List.of();
        case TIME ->
            constant instanceof LocalTime time ? List.of(ValueSamples.time(time)) : List.of();
        case DATETIME ->
            constant instanceof OffsetDateTime time
                ? Stream.of(time, time.minusDays(1), time.plusDays(1))
                    .<Object>map(
                        t ->
                            ValueSamples.datetime(
                                t.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()))
                    .toList()
                : List.of();
        case STRING, TEXT, EMAIL, URL, ENUM ->
            constant instanceof String text ? List.of(text) : List.of();
        case BOOLEAN, UUID, JSON -> List.of();
      };
    }
  }

  /// Whether a value satisfies the constraints of a column.
  static final class FieldConstraintMatcher {
    private FieldConstraintMatcher() {}

    /// @param json a value of the column's type
    static boolean rules(ColumnPlan column, Object json) {
      FieldConstraints rules = column.constraints();
      return switch (column.type().scalar()) {
        case INTEGER -> within(rules, json, Integer.MIN_VALUE, Integer.MAX_VALUE);
        case BIGINT, INTEGER_ID, NUMBER, DECIMAL ->
            within(rules, json, Long.MIN_VALUE, Long.MAX_VALUE);
        case ENUM -> rules.values().contains(json);
        case STRING, TEXT, EMAIL, URL -> {
          FieldConstraints.@Nullable Text text = rules.text();
          yield text == null
              || TextSamples.fits(text, (String) json, text.minLength(), text.maxLength());
        }
        case BOOLEAN, DATE, TIME, DATETIME, UUID, JSON -> true;
      };
    }

    private static boolean within(FieldConstraints rules, Object json, long least, long most) {
      BigDecimal number = new BigDecimal(json.toString());
      BigDecimal minimum = rules.range().minimum();
      BigDecimal maximum = rules.range().maximum();
      return number.compareTo(BigDecimal.valueOf(least)) >= 0
          && number.compareTo(BigDecimal.valueOf(most)) <= 0
          && (minimum == null || number.compareTo(minimum) >= 0)
          && (maximum == null || number.compareTo(maximum) <= 0);
    }
  }
}
