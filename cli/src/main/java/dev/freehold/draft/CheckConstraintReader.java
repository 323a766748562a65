package dev.freehold.draft;

import dev.freehold.draft.SourceModel.ValueConstraints;
import dev.freehold.draft.SqlExpressionTokenizer.ExpressionToken;
import dev.freehold.draft.SqlExpressionTokenizer.ExpressionTokenKind;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads CHECK constraints of single columns that a field can express: lengths, bounds, allowed
/// values.
final class CheckConstraintReader {
  private static final Set<String> LENGTHS = Set.of("char_length", "character_length", "length");
  private static final Set<String> ORDERS = Set.of("<", "<=", ">", ">=");

  private CheckConstraintReader() {}

  /// A condition on one column.
  sealed interface CheckCondition {
    String column();

    /// @param least whether the bound is a lower one
    /// @param strict whether the bound is exclusive
    record Length(String column, BigDecimal bound, boolean least, boolean strict)
        implements CheckCondition {}

    record Range(String column, BigDecimal bound, boolean least, boolean strict)
        implements CheckCondition {}

    record OneOf(String column, List<String> values) implements CheckCondition {
      public OneOf {
        values = List.copyOf(values);
      }
    }
  }

  /// The conditions of the expression, combined with AND; empty if one of them is not supported.
  static Optional<List<CheckCondition>> read(String expression) {
    List<CheckCondition> rules = new ArrayList<>();
    List<ExpressionToken> condition = new ArrayList<>();
    List<ExpressionToken> tokens = new ArrayList<>(SqlExpressionTokenizer.tokenize(expression));
    tokens.add(new ExpressionToken(ExpressionTokenKind.WORD, "AND"));
    for (ExpressionToken token : tokens) {
      if (!token.is("AND")) {
        condition.add(token);
        continue;
      }
      Optional<CheckCondition> rule = rule(condition);
      if (rule.isEmpty()) {
        return Optional.empty();
      }
      rules.add(rule.get());
      condition.clear();
    }
    return Optional.of(rules);
  }

  private static Optional<CheckCondition> rule(List<ExpressionToken> tokens) {
    int size = tokens.size();
    if (size == 3) {
      return comparison(tokens.get(0), tokens.get(1).text(), tokens.get(2));
    }
    if (size == 6
        && tokens.get(0).kind() == ExpressionTokenKind.WORD
        && LENGTHS.contains(tokens.get(0).text())
        && tokens.get(1).is("(")
        && tokens.get(2).isName()
        && tokens.get(3).is(")")) {
      String column = tokens.get(2).text();
      String order = tokens.get(4).text();
      return number(tokens.get(5))
          .filter(_ -> ORDERS.contains(order))
          .map(n -> new CheckCondition.Length(column, n, isLeast(order), isStrict(order)));
    }
    // column = any (array['a', 'b']), column <@ array['a', 'b']
    if (size > 4 && tokens.get(0).isName() && tokens.get(1).is("=") && tokens.get(2).is("ANY")) {
      return tokens.get(3).is("(") && tokens.getLast().is(")")
          ? oneOf(tokens.get(0), tokens.subList(4, size - 1))
          : Optional.empty();
    }
    if (size > 3 && tokens.get(0).isName() && tokens.get(1).is("<@")) {
      return oneOf(tokens.get(0), tokens.subList(2, size));
    }
    // 0 <= all (column)
    if (size == 6 && tokens.get(2).is("ALL") && tokens.get(3).is("(") && tokens.get(5).is(")")) {
      return comparison(tokens.get(0), tokens.get(1).text(), tokens.get(4));
    }
    return Optional.empty();
  }

  private static Optional<CheckCondition> comparison(
      ExpressionToken left, String order, ExpressionToken right) {
    if (left.isName() && ORDERS.contains(order)) {
      return number(right)
          .map(n -> new CheckCondition.Range(left.text(), n, isLeast(order), isStrict(order)));
    }
    if (right.isName() && ORDERS.contains(order)) {
      return number(left)
          .map(n -> new CheckCondition.Range(right.text(), n, !isLeast(order), isStrict(order)));
    }
    if (left.isName()
        && order.equals("<>")
        && right.equals(new ExpressionToken(ExpressionTokenKind.STRING, ""))) {
      return Optional.of(new CheckCondition.Length(left.text(), BigDecimal.ONE, true, false));
    }
    return left.isName() && order.equals("=") && right.kind() == ExpressionTokenKind.STRING
        ? Optional.of(new CheckCondition.OneOf(left.text(), List.of(right.text())))
        : Optional.empty();
  }

  /// `array [ 'a' , 'b' ]`
  private static Optional<CheckCondition> oneOf(
      ExpressionToken column, List<ExpressionToken> array) {
    int size = array.size();
    boolean shaped =
        size >= 4
            && size % 2 == 0
            && array.get(0).is("ARRAY")
            && array.get(1).is("[")
            && array.get(size - 1).is("]");
    if (!shaped) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (int i = 2; i < size - 1; i++) {
      ExpressionToken token = array.get(i);
      boolean fits = i % 2 == 0 ? token.kind() == ExpressionTokenKind.STRING : token.is(",");
      if (!fits) {
        return Optional.empty();
      }
      if (i % 2 == 0) {
        values.add(token.text());
      }
    }
    return Optional.of(new CheckCondition.OneOf(column.text(), values));
  }

  /// PostgreSQL prints negative numbers in quotes with a cast.
  private static Optional<BigDecimal> number(ExpressionToken token) {
    boolean number =
        (token.kind() == ExpressionTokenKind.NUMBER || token.kind() == ExpressionTokenKind.STRING)
            && token.text().matches("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
    return number ? Optional.of(new BigDecimal(token.text())) : Optional.empty();
  }

  private static boolean isLeast(String order) {
    return order.startsWith(">");
  }

  private static boolean isStrict(String order) {
    return order.length() == 1;
  }

  /// The combined conditions of one column.
  static final class ColumnBounds {
    private static final BigDecimal MOST = new BigDecimal(Long.MAX_VALUE / 2);

    private final List<CheckCondition> rules = new ArrayList<>();

    void add(CheckCondition rule) {
      rules.add(rule);
    }

    /// The allowed values; empty if there is no such condition.
    List<String> values() {
      List<String> values = new ArrayList<>();
      for (CheckCondition rule : rules) {
        if (rule instanceof CheckCondition.OneOf one) {
          if (values.isEmpty()) {
            values.addAll(one.values());
          } else {
            values.retainAll(one.values());
          }
        }
      }
      return values.stream().distinct().toList();
    }

    @Nullable Long maxLength() {
      return length(false);
    }

    @Nullable Long minLength() {
      Long least = length(true);
      return least == null || least < 1 ? null : least;
    }

    private @Nullable Long length(boolean least) {
      Long found = null;
      for (CheckCondition rule : rules) {
        if (rule instanceof CheckCondition.Length l
            && l.least() == least
            && l.bound().abs().compareTo(MOST) < 0) {
          long bound = whole(l.bound(), least, l.strict()).longValue();
          found = found == null ? bound : least ? Math.max(found, bound) : Math.min(found, bound);
        }
      }
      return found;
    }

    /// The bounds of a number. Adds bounds that a field cannot express to `doubts`.
    ValueConstraints range(ScalarType scalar, List<String> doubts) {
      return ValueConstraints.NONE.withRange(
          bound(scalar, true, doubts), bound(scalar, false, doubts));
    }

    private @Nullable BigDecimal bound(ScalarType scalar, boolean least, List<String> doubts) {
      BigDecimal found = null;
      for (CheckCondition rule : rules) {
        if (rule instanceof CheckCondition.Range r && r.least() == least) {
          boolean whole = scalar.isWhole();
          if (r.strict() && !whole) {
            doubts.add(
                "the bound " + r.bound().toPlainString() + " was exclusive; it is inclusive here");
          }
          BigDecimal bound = whole ? whole(r.bound(), least, r.strict()) : r.bound();
          found = found == null ? bound : least ? found.max(bound) : found.min(bound);
        }
      }
      return found;
    }

    private static BigDecimal whole(BigDecimal bound, boolean least, boolean strict) {
      BigDecimal whole = bound.setScale(0, least ? RoundingMode.CEILING : RoundingMode.FLOOR);
      boolean next = strict && whole.compareTo(bound) == 0;
      return !next ? whole : least ? whole.add(BigDecimal.ONE) : whole.subtract(BigDecimal.ONE);
    }
  }
}
