package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.BAD_OPERATOR;
import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.TOO_SHORT;
import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.FilterOperator;
import dev.freehold.query.RowPredicate;
import dev.freehold.type.ConstraintValidator.TextNormalizer;
import dev.freehold.type.ConstraintValidator.TextNormalizer.TextPart;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads one term: a column, an operator and a value. The value must be of the column's type but
/// need not meet its constraints, so that `title=` is allowed even if a title may not be empty. It
/// is normalized like a value of a body, and an enum value must be one of the choices.
final class FilterTermReader {
  private static final int MAX_VALUES = 100;

  /// The choices of an enum appear in a message up to this length.
  private static final int MAX_CHOICES = 300;

  private FilterTermReader() {}

  /// Null if the column does not take the operator, which is then a violation.
  ///
  /// @param field the name of the column as the client sent it
  static @Nullable FilterOperator operator(
      TermLocation location, String field, ColumnPlan column, String word) {
    FilterOperator operator =
        FilterOperator.ofWord(word).filter(o -> o.appliesTo(column)).orElse(null);
    if (operator == null) {
      String operators =
          Arrays.stream(FilterOperator.values())
              .filter(o -> o.appliesTo(column))
              .map(FilterOperator::word)
              .collect(Collectors.joining(", "));
      location.of(field).addViolation(BAD_OPERATOR, "takes only the operators " + operators);
    }
    return operator;
  }

  static boolean takesList(FilterOperator operator) {
    return switch (operator) {
      case IN, NIN, BETWEEN -> true;
      case EQ, NE, GT, GTE, LT, LTE, CONTAINS, ICONTAINS, STARTS_WITH, ENDS_WITH, NULL -> false;
    };
  }

  /// @param operator takes one value and applies to the column
  /// @return null if the value is invalid, which is then a violation
  static @Nullable RowPredicate readSingle(
      TermLocation location, ColumnPlan column, FilterOperator operator, String text) {
    return switch (operator) {
      case EQ -> compare(location, column, RowPredicate.ComparisonOperator.EQ, text);
      case NE -> compare(location, column, RowPredicate.ComparisonOperator.NE, text);
      case GT -> compare(location, column, RowPredicate.ComparisonOperator.GT, text);
      case GTE -> compare(location, column, RowPredicate.ComparisonOperator.GTE, text);
      case LT -> compare(location, column, RowPredicate.ComparisonOperator.LT, text);
      case LTE -> compare(location, column, RowPredicate.ComparisonOperator.LTE, text);
      case CONTAINS ->
          column.type().array()
              ? element(location, column, text)
              : match(location, column, RowPredicate.TextMatchMode.CONTAINS, text);
      case ICONTAINS ->
          match(location, column, RowPredicate.TextMatchMode.CONTAINS_IGNORING_CASE, text);
      case STARTS_WITH -> match(location, column, RowPredicate.TextMatchMode.STARTS_WITH, text);
      case ENDS_WITH -> match(location, column, RowPredicate.TextMatchMode.ENDS_WITH, text);
      case NULL -> isNull(location, column, text);
      case IN, NIN, BETWEEN -> throw new IllegalArgumentException(operator + " takes a list");
    };
  }

  /// @param operator takes a list and applies to the column
  /// @return null if a value is invalid, which is then a violation
  static @Nullable RowPredicate readList(
      TermLocation location, ColumnPlan column, FilterOperator operator, List<String> texts) {
    if (operator == FilterOperator.BETWEEN && texts.size() != 2) {
      location.addViolation(FORMAT, "must be two values with a comma between them");
      return null;
    }
    if (texts.size() > MAX_VALUES) {
      location.addViolation(TOO_MANY, "must have at most " + MAX_VALUES + " values");
      return null;
    }
    Operand operand = operator == FilterOperator.BETWEEN ? Operand.BOUND : Operand.VALUE;
    List<Object> values = new ArrayList<>(texts.size());
    for (String text : texts) {
      Object value = value(location, column, operand, text);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return operator == FilterOperator.BETWEEN
        ? new RowPredicate.Between(column, values.getFirst(), values.getLast())
        : new RowPredicate.InList(column, values, operator == FilterOperator.NIN);
  }

  private static @Nullable RowPredicate compare(
      TermLocation location,
      ColumnPlan column,
      RowPredicate.ComparisonOperator comparison,
      String text) {
    Operand operand =
        switch (comparison) {
          case EQ, NE -> Operand.VALUE;
          case GT, GTE, LT, LTE -> Operand.BOUND;
        };
    Object value = value(location, column, operand, text);
    return value == null ? null : new RowPredicate.ValueComparison(column, comparison, value);
  }

  private static @Nullable RowPredicate element(
      TermLocation location, ColumnPlan column, String text) {
    Object value = value(location, column, Operand.VALUE, text);
    return value == null ? null : new RowPredicate.ArrayContains(column, value);
  }

  /// Rejects a text that is empty once it is normalized. Every text contains it, and an empty
  /// condition must not match every row (K4).
  private static @Nullable RowPredicate match(
      TermLocation location, ColumnPlan column, RowPredicate.TextMatchMode matchMode, String text) {
    Operand operand =
        switch (matchMode) {
          case CONTAINS, CONTAINS_IGNORING_CASE -> Operand.PART;
          case STARTS_WITH -> Operand.START;
          case ENDS_WITH -> Operand.END;
        };
    Object value = value(location, column, operand, text);
    if (value instanceof String part && part.isEmpty()) {
      location.addViolation(TOO_SHORT, "must not be empty");
      return null;
    }
    return value == null ? null : new RowPredicate.TextMatch(column, matchMode, (String) value);
  }

  private static @Nullable RowPredicate isNull(
      TermLocation location, ColumnPlan column, String text) {
    return switch (text) {
      case "true" -> new RowPredicate.IsNull(column, false);
      case "false" -> new RowPredicate.IsNull(column, true);
      default -> {
        location.addViolation(TYPE, "must be true or false");
        yield null;
      }
    };
  }

  private static @Nullable Object value(
      TermLocation location, ColumnPlan column, Operand operand, String text) {
    ScalarType scalar = column.type().scalar();
    ScalarType form = operand == Operand.VALUE || !scalar.isText() ? scalar : ScalarType.TEXT;
    return switch (ValueParser.parse(form, text)) {
      case ValueResult.Valid(Object value) -> {
        List<String> choice = column.constraints().values();
        if (scalar == ScalarType.ENUM && !choice.contains(value)) {
          String choices = String.join(", ", choice);
          location.addViolation(
              NOT_ONE_OF,
              choices.length() > MAX_CHOICES
                  ? "must be one of the values that the documentation lists"
                  : "must be one of " + choices);
          yield null;
        }
        FieldConstraints.Text rules = column.constraints().text();
        yield rules != null && value instanceof String s ? operand.normalize(rules, s) : value;
      }
      case ValueResult.Invalid invalid -> {
        location.addViolation(invalid);
        yield null;
      }
    };
  }

  /// What the text of a condition is compared with. Only a whole value must have the form of its
  /// type, such as that of an e-mail address.
  private enum Operand {
    VALUE,
    BOUND,
    START,
    END,
    PART;

    /// Stored values are normalized. A condition finds them only if it is normalized too.
    String normalize(FieldConstraints.Text rules, String text) {
      return switch (this) {
        case VALUE, BOUND -> TextNormalizer.normalize(rules, text);
        case START -> TextNormalizer.normalizePart(rules, TextPart.START, text);
        case END -> TextNormalizer.normalizePart(rules, TextPart.END, text);
        case PART -> TextNormalizer.normalizePart(rules, TextPart.ANYWHERE, text);
      };
    }
  }

  /// The place of a term in a request, for violations.
  ///
  /// @param parameter as it was sent, shortened
  /// @param subject of the violation's message
  record TermLocation(ViolationCollector violations, String parameter, String subject) {

    /// A whole parameter.
    static TermLocation parameter(ViolationCollector violations, String name) {
      String shortened = ViolationCollector.shortened(name);
      return new TermLocation(violations, shortened, shortened);
    }

    /// A name inside the parameter.
    TermLocation of(String name) {
      return name.equals(parameter)
          ? new TermLocation(violations, parameter, name)
          : new TermLocation(
              violations, parameter, parameter + ": " + ViolationCollector.shortened(name));
    }

    /// @param message a predicate
    void addViolation(String code, String message) {
      violations.add(parameter, subject, code, message);
    }

    void addViolation(ValueResult.Invalid invalid) {
      addViolation(invalid.code(), invalid.message());
    }
  }
}
