package dev.freehold.draft;

import dev.freehold.draft.SourceModel.RulePart;
import dev.freehold.draft.SourceModel.SourceRule;
import dev.freehold.draft.SqlExpressionTokenizer.ExpressionToken;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Translates a condition as PostgreSQL prints it (`pg_get_expr`) to the language of rules:
/// comparisons of columns and constants, `is null` and lists of texts, combined with `and`.
final class SqlConditionTranslator {
  private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", "<=", ">", ">=");

  private final Map<String, ScalarType> columns;
  private final List<RulePart> parts = new ArrayList<>();

  private SqlConditionTranslator(Map<String, ScalarType> columns) {
    this.columns = columns;
  }

  /// @param columns the columns that a rule can name, with their types
  /// @return empty if a part of the condition is not supported
  static Optional<SourceRule> translate(String expression, Map<String, ScalarType> columns) {
    // The tokens have no grouping parentheses, so what a group changes is not told from them.
    if (expression.matches("(?is).*\\bnot\\s*\\(.*")) {
      return Optional.empty();
    }
    List<ExpressionToken> tokens = SqlExpressionTokenizer.tokenize(expression);
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    SqlConditionTranslator translator = new SqlConditionTranslator(columns);
    List<ExpressionToken> condition = new ArrayList<>();
    for (ExpressionToken token : tokens) {
      if (!token.is("AND")) {
        condition.add(token);
      } else if (!translator.condition(condition)) {
        return Optional.empty();
      } else {
        translator.text(" and ");
        condition.clear();
      }
    }
    return translator.condition(condition)
        ? Optional.of(new SourceRule(translator.parts))
        : Optional.empty();
  }

  private boolean condition(List<ExpressionToken> tokens) {
    int size = tokens.size();
    if (size == 1) {
      return flag(tokens.getFirst(), " = true");
    }
    if (size == 2 && tokens.getFirst().is("NOT")) {
      return flag(tokens.getLast(), " = false");
    }
    if (size >= 3 && tokens.get(1).is("IS")) {
      String test = String.join(" ", tokens.subList(1, size).stream().map(t -> t.text()).toList());
      return (test.equals("IS NULL") || test.equals("IS NOT NULL"))
          && operand(tokens.getFirst())
          && text(test.equals("IS NULL") ? " is null" : " is not null");
    }
    if (size == 3) {
      String comparison = tokens.get(1).text();
      return COMPARISONS.contains(comparison)
          && operand(tokens.getFirst())
          && text(" " + (comparison.equals("<>") ? "!=" : comparison) + " ")
          && operand(tokens.getLast());
    }
    // column = any ( array [ 'a' , 'b' ] )
    boolean list =
        size >= 8
            && tokens.get(1).is("=")
            && tokens.get(2).is("ANY")
            && tokens.get(3).is("(")
            && tokens.get(4).is("ARRAY")
            && tokens.get(5).is("[")
            && tokens.get(size - 2).is("]")
            && tokens.getLast().is(")");
    return list && operand(tokens.getFirst()) && list(tokens.subList(6, size - 2));
  }

  private boolean list(List<ExpressionToken> values) {
    text(" in (");
    for (int i = 0; i < values.size(); i++) {
      boolean comma = i % 2 == 1;
      boolean fits =
          comma
              ? values.get(i).is(",") && text(", ")
              : !isColumn(values.get(i)) && operand(values.get(i));
      if (!fits) {
        return false;
      }
    }
    return values.size() % 2 == 1 && text(")");
  }

  private boolean flag(ExpressionToken token, String test) {
    return isColumn(token)
        && columns.get(token.text()) == ScalarType.BOOLEAN
        && operand(token)
        && text(test);
  }

  private boolean isColumn(ExpressionToken token) {
    return token.isName() && columns.containsKey(token.text());
  }

  private boolean operand(ExpressionToken token) {
    if (isColumn(token)) {
      return parts.add(new RulePart(token.text(), true));
    }
    return switch (token.kind()) {
      case STRING -> text("'" + token.text().replace("'", "''") + "'");
      case NUMBER -> text(token.text());
      case WORD -> (token.is("true") || token.is("false")) && text(token.text());
      case QUOTED, MARK -> false;
    };
  }

  private boolean text(String text) {
    return parts.add(new RulePart(text, false));
  }
}
