package dev.freehold.input.filter;

import static dev.freehold.problem.ViolationCode.BAD_OPERATOR;
import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.TOO_SHORT;
import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.plan.Column;
import dev.freehold.query.Operator;
import dev.freehold.query.Predicate;
import dev.freehold.type.Parsed;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.TextForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One term: a column, an operator that it takes, and what is written as its value. Values are read by the column's type and
/// not held to its rules, so that `title=` is no fault of a title that may not be empty; but they are lower-cased where the
/// field is, and an enum's value must be one.
final class TermReader {
  private static final int MAX_VALUES = 100;

  /// A longer choice of an enum is not repeated in a message.
  private static final int MAX_CHOICES = 300;

  private TermReader() {}

  /// Empty where the column does not take `word`, which is then a violation.
  static @Nullable Operator operator(At at, Column column, String word) {
    Operator operator = Operator.ofWord(word).filter(o -> o.appliesTo(column)).orElse(null);
    if (operator == null) {
      String taken =
          Arrays.stream(Operator.values())
              .filter(o -> o.appliesTo(column))
              .map(Operator::word)
              .collect(Collectors.joining(", "));
      at.of(column.name()).fault(BAD_OPERATOR, "takes only the operators " + taken);
    }
    return operator;
  }

  static boolean takesList(Operator operator) {
    return switch (operator) {
      case IN, NIN, BETWEEN -> true;
      case EQ, NE, GT, GTE, LT, LTE, CONTAINS, ICONTAINS, STARTS_WITH, ENDS_WITH, NULL -> false;
    };
  }

  /// @param operator one that takes one value, and that the column takes
  /// @return null where the value is bad, which is then a violation
  static @Nullable Predicate one(At at, Column column, Operator operator, String text) {
    return switch (operator) {
      case EQ -> compare(at, column, Predicate.Comparison.EQ, text);
      case NE -> compare(at, column, Predicate.Comparison.NE, text);
      case GT -> compare(at, column, Predicate.Comparison.GT, text);
      case GTE -> compare(at, column, Predicate.Comparison.GTE, text);
      case LT -> compare(at, column, Predicate.Comparison.LT, text);
      case LTE -> compare(at, column, Predicate.Comparison.LTE, text);
      case CONTAINS ->
          column.type().array()
              ? element(at, column, text)
              : match(at, column, Predicate.Matching.CONTAINS, text);
      case ICONTAINS -> match(at, column, Predicate.Matching.CONTAINS_IGNORING_CASE, text);
      case STARTS_WITH -> match(at, column, Predicate.Matching.STARTS_WITH, text);
      case ENDS_WITH -> match(at, column, Predicate.Matching.ENDS_WITH, text);
      case NULL -> isNull(at, column, text);
      case IN, NIN, BETWEEN -> throw new IllegalArgumentException(operator + " takes a list");
    };
  }

  /// @param operator one that takes a list, and that the column takes
  /// @return null where a value is bad, which is then a violation
  static @Nullable Predicate several(At at, Column column, Operator operator, List<String> texts) {
    if (operator == Operator.BETWEEN && texts.size() != 2) {
      at.fault(FORMAT, "must be two values with a comma between them");
      return null;
    }
    if (texts.size() > MAX_VALUES) {
      at.fault(TOO_MANY, "must have at most " + MAX_VALUES + " values");
      return null;
    }
    boolean exact = operator != Operator.BETWEEN;
    List<Object> values = new ArrayList<>(texts.size());
    for (String text : texts) {
      Object value = value(at, column, exact, text);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return operator == Operator.BETWEEN
        ? new Predicate.Between(column, values.getFirst(), values.getLast())
        : new Predicate.OneOf(column, values, operator == Operator.NIN);
  }

  private static @Nullable Predicate compare(
      At at, Column column, Predicate.Comparison comparison, String text) {
    boolean exact = comparison == Predicate.Comparison.EQ || comparison == Predicate.Comparison.NE;
    Object value = value(at, column, exact, text);
    return value == null ? null : new Predicate.Compare(column, comparison, value);
  }

  private static @Nullable Predicate element(At at, Column column, String text) {
    Object value = value(at, column, true, text);
    return value == null ? null : new Predicate.HasElement(column, value);
  }

  /// Every text contains the empty one: an empty condition must not let every row through (K4).
  private static @Nullable Predicate match(
      At at, Column column, Predicate.Matching matching, String text) {
    if (text.isEmpty()) {
      at.fault(TOO_SHORT, "must not be empty");
      return null;
    }
    Object value = value(at, column, false, text);
    return value == null ? null : new Predicate.Match(column, matching, (String) value);
  }

  private static @Nullable Predicate isNull(At at, Column column, String text) {
    return switch (text) {
      case "true" -> new Predicate.Null(column, false);
      case "false" -> new Predicate.Null(column, true);
      default -> {
        at.fault(TYPE, "must be true or false");
        yield null;
      }
    };
  }

  /// @param exact whether a whole value stands there; a piece or a bound of text need not have the form of its type
  private static @Nullable Object value(At at, Column column, boolean exact, String text) {
    Scalar scalar = column.type().scalar();
    String cased = lowered(column, text);
    return switch (TextForm.parse(exact || !scalar.isText() ? scalar : Scalar.TEXT, cased)) {
      case Parsed.Ok(Object value) -> {
        List<String> choice = column.rules().values();
        if (scalar == Scalar.ENUM && !choice.contains(value)) {
          String choices = String.join(", ", choice);
          at.fault(
              NOT_ONE_OF,
              choices.length() > MAX_CHOICES
                  ? "must be one of the values that the documentation lists"
                  : "must be one of " + choices);
          yield null;
        }
        yield value;
      }
      case Parsed.Bad bad -> {
        at.fault(bad);
        yield null;
      }
    };
  }

  private static String lowered(Column column, String text) {
    Rules.Text rules = column.rules().text();
    return rules != null && rules.lowercase() ? text.toLowerCase(Locale.ROOT) : text;
  }
}
