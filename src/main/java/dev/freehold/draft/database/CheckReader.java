package dev.freehold.draft.database;

import dev.freehold.draft.database.CheckTokens.Kind;
import dev.freehold.draft.database.CheckTokens.Token;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a CHECK says of one column at a time, as far as a field can say it too: lengths, bounds, and the values that are
/// allowed.
final class CheckReader {
  private static final Set<String> LENGTHS = Set.of("char_length", "character_length", "length");
  private static final Set<String> ORDERS = Set.of("<", "<=", ">", ">=");

  private CheckReader() {}

  /// A condition on one column.
  sealed interface Rule {
    String column();

    /// @param least whether it is a lower bound
    /// @param strict whether the bound itself is not allowed
    record Length(String column, BigDecimal bound, boolean least, boolean strict) implements Rule {}

    record Range(String column, BigDecimal bound, boolean least, boolean strict) implements Rule {}

    record OneOf(String column, List<String> values) implements Rule {
      public OneOf {
        values = List.copyOf(values);
      }
    }
  }

  /// Each of its conditions, all of which must hold; empty where any of them is of another kind.
  static Optional<List<Rule>> read(String expression) {
    List<Rule> rules = new ArrayList<>();
    List<Token> condition = new ArrayList<>();
    List<Token> tokens = new ArrayList<>(CheckTokens.of(expression));
    tokens.add(new Token(Kind.WORD, "AND"));
    for (Token token : tokens) {
      if (!token.is("AND")) {
        condition.add(token);
        continue;
      }
      Optional<Rule> rule = rule(condition);
      if (rule.isEmpty()) {
        return Optional.empty();
      }
      rules.add(rule.get());
      condition.clear();
    }
    return Optional.of(rules);
  }

  private static Optional<Rule> rule(List<Token> tokens) {
    int size = tokens.size();
    if (size == 3) {
      return comparison(tokens.get(0), tokens.get(1).text(), tokens.get(2));
    }
    if (size == 6
        && tokens.get(0).kind() == Kind.WORD
        && LENGTHS.contains(tokens.get(0).text())
        && tokens.get(1).is("(")
        && tokens.get(2).isName()
        && tokens.get(3).is(")")) {
      String column = tokens.get(2).text();
      String order = tokens.get(4).text();
      return number(tokens.get(5))
          .filter(_ -> ORDERS.contains(order))
          .map(n -> new Rule.Length(column, n, isLeast(order), isStrict(order)));
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

  private static Optional<Rule> comparison(Token left, String order, Token right) {
    if (left.isName() && ORDERS.contains(order)) {
      return number(right)
          .map(n -> new Rule.Range(left.text(), n, isLeast(order), isStrict(order)));
    }
    if (right.isName() && ORDERS.contains(order)) {
      return number(left)
          .map(n -> new Rule.Range(right.text(), n, !isLeast(order), isStrict(order)));
    }
    if (left.isName() && order.equals("<>") && right.equals(new Token(Kind.STRING, ""))) {
      return Optional.of(new Rule.Length(left.text(), BigDecimal.ONE, true, false));
    }
    return left.isName() && order.equals("=") && right.kind() == Kind.STRING
        ? Optional.of(new Rule.OneOf(left.text(), List.of(right.text())))
        : Optional.empty();
  }

  /// `array [ 'a' , 'b' ]`
  private static Optional<Rule> oneOf(Token column, List<Token> array) {
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
      Token token = array.get(i);
      boolean fits = i % 2 == 0 ? token.kind() == Kind.STRING : token.is(",");
      if (!fits) {
        return Optional.empty();
      }
      if (i % 2 == 0) {
        values.add(token.text());
      }
    }
    return Optional.of(new Rule.OneOf(column.text(), values));
  }

  /// Numbers below zero stand in quotes, with a cast.
  private static Optional<BigDecimal> number(Token token) {
    boolean number =
        (token.kind() == Kind.NUMBER || token.kind() == Kind.STRING)
            && token.text().matches("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
    return number ? Optional.of(new BigDecimal(token.text())) : Optional.empty();
  }

  private static boolean isLeast(String order) {
    return order.startsWith(">");
  }

  private static boolean isStrict(String order) {
    return order.length() == 1;
  }
}
