package dev.freehold.rule;

import java.math.BigDecimal;
import java.util.List;

/// The syntax tree of a rule, before names and types are resolved.
sealed interface RuleSyntaxTree {
  /// The offset in the rule: that of the operator if there is one, otherwise that of the first
  /// character.
  int at();

  /// The number of factors of the largest product in the tree.
  default int degree() {
    return 1;
  }

  record Name(int at, String name) implements RuleSyntaxTree {}

  record NumberLiteral(int at, BigDecimal value) implements RuleSyntaxTree {}

  record TextLiteral(int at, String value) implements RuleSyntaxTree {}

  record BooleanLiteral(int at, boolean value) implements RuleSyntaxTree {}

  record NullLiteral(int at) implements RuleSyntaxTree {}

  record Length(int at, RuleSyntaxTree operand) implements RuleSyntaxTree {}

  /// `now()`.
  record Now(int at) implements RuleSyntaxTree {}

  /// `today()`.
  record Today(int at) implements RuleSyntaxTree {}

  /// `minutes(30)`, `hours(24)` or `days(7)`.
  record Duration(int at, long seconds) implements RuleSyntaxTree {}

  record Negate(int at, RuleSyntaxTree operand) implements RuleSyntaxTree {
    @Override
    public int degree() {
      return operand.degree();
    }
  }

  record Arithmetic(
      int at,
      RuleExpression.ArithmeticOperator operation,
      RuleSyntaxTree left,
      RuleSyntaxTree right,
      int degree)
      implements RuleSyntaxTree {}

  record Compare(
      int at,
      RuleExpression.RelationalOperator comparison,
      RuleSyntaxTree left,
      RuleSyntaxTree right)
      implements RuleSyntaxTree {}

  record IsNull(int at, RuleSyntaxTree operand, boolean negated) implements RuleSyntaxTree {}

  record In(int at, RuleSyntaxTree operand, boolean negated, List<RuleSyntaxTree> members)
      implements RuleSyntaxTree {}

  record Not(int at, RuleSyntaxTree operand) implements RuleSyntaxTree {}

  record And(int at, List<RuleSyntaxTree> operands) implements RuleSyntaxTree {}

  record Or(int at, List<RuleSyntaxTree> operands) implements RuleSyntaxTree {}
}
