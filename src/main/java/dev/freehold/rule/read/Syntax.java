package dev.freehold.rule.read;

import dev.freehold.rule.Expr;
import java.math.BigDecimal;
import java.util.List;

/// A rule as it is written, before names and types are looked at.
sealed interface Syntax {
  /// The offset in the rule's text: of the operator where there is one, else of the first character.
  int at();

  /// How many columns and constants the largest product in it multiplies.
  default int degree() {
    return 1;
  }

  record Name(int at, String name) implements Syntax {}

  record Figure(int at, BigDecimal value) implements Syntax {}

  record Text(int at, String value) implements Syntax {}

  record Bool(int at, boolean value) implements Syntax {}

  record Null(int at) implements Syntax {}

  record Length(int at, Syntax operand) implements Syntax {}

  record Negate(int at, Syntax operand) implements Syntax {
    @Override
    public int degree() {
      return operand.degree();
    }
  }

  record Arithmetic(int at, Expr.Operation operation, Syntax left, Syntax right, int degree)
      implements Syntax {}

  record Compare(int at, Expr.Comparison comparison, Syntax left, Syntax right) implements Syntax {}

  record IsNull(int at, Syntax operand, boolean negated) implements Syntax {}

  record In(int at, Syntax operand, boolean negated, List<Syntax> members) implements Syntax {}

  record Not(int at, Syntax operand) implements Syntax {}

  record And(int at, List<Syntax> operands) implements Syntax {}

  record Or(int at, List<Syntax> operands) implements Syntax {}
}
