package dev.freehold.rule.read;

import dev.freehold.problem.Nearest;
import dev.freehold.rule.Expr;
import dev.freehold.rule.Expr.Column;
import dev.freehold.rule.Expr.Constant;
import dev.freehold.rule.Expr.Operation;
import dev.freehold.rule.Kind;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives a written rule its types, or says where they do not go together. An expression at fault is null; what contains
/// it says nothing more about it, so that each fault is told once.
final class Typing {
  private static final int MAX_LISTED = 40;

  private final Map<String, RuleColumn> columns;
  private final Set<String> used;
  private final List<RuleFault> faults;
  private final Constants constants;

  /// @param used takes the names of the columns that are read
  /// @param faults takes what is wrong
  Typing(Map<String, RuleColumn> columns, Set<String> used, List<RuleFault> faults) {
    this.columns = columns;
    this.used = used;
    this.faults = faults;
    this.constants = new Constants(columns, faults);
  }

  /// Of kind [Kind#BOOLEAN].
  @Nullable Expr condition(Syntax syntax) {
    Expr expr = value(syntax);
    if (expr == null || expr.kind() == Kind.BOOLEAN) {
      return expr;
    }
    return fault(
        syntax.at(),
        describe(expr) + " is not true or false",
        "compare it with something, such as = or <");
  }

  private @Nullable List<Expr> conditions(List<Syntax> operands) {
    List<Expr> conditions = new ArrayList<>();
    for (Syntax operand : operands) {
      Expr condition = condition(operand);
      if (condition != null) {
        conditions.add(condition);
      }
    }
    return conditions.size() == operands.size() ? conditions : null;
  }

  private @Nullable Expr value(Syntax syntax) {
    return switch (syntax) {
      case Syntax.Name name -> column(name);
      case Syntax.Figure number -> new Constant(Scalar.DECIMAL, number.value());
      case Syntax.Text text -> new Constant(Scalar.TEXT, text.value());
      case Syntax.Bool bool -> new Constant(Scalar.BOOLEAN, bool.value());
      case Syntax.Null n ->
          fault(n.at(), "null has no type here", "ask 'is null' or 'is not null'");
      case Syntax.Length length -> length(length);
      case Syntax.Negate negate -> negate(negate);
      case Syntax.Arithmetic arithmetic -> arithmetic(arithmetic);
      case Syntax.Compare compare -> compare(compare);
      case Syntax.IsNull isNull -> isNull(isNull.at(), isNull.operand(), isNull.negated());
      case Syntax.In in -> in(in);
      case Syntax.Not not -> {
        Expr condition = condition(not.operand());
        yield condition == null ? null : new Expr.Not(condition);
      }
      case Syntax.And and -> {
        List<Expr> conditions = conditions(and.operands());
        yield conditions == null ? null : new Expr.And(conditions);
      }
      case Syntax.Or or -> {
        List<Expr> conditions = conditions(or.operands());
        yield conditions == null ? null : new Expr.Or(conditions);
      }
    };
  }

  private @Nullable Expr column(Syntax.Name name) {
    RuleColumn column = columns.get(name.name());
    if (column != null) {
      used.add(name.name());
      return new Column(name.name(), column.type());
    }
    String nearest = Nearest.of(name.name(), columns.keySet());
    String hint =
        nearest != null
            ? "did you mean " + RuleFault.quote(nearest) + "?"
            : columns.size() > MAX_LISTED
                ? "name a field of this resource; text stands in quotes"
                : "one of: " + String.join(", ", columns.keySet()) + "; text stands in quotes";
    return fault(name.at(), "there is no field " + RuleFault.quote(name.name()), hint);
  }

  private @Nullable Expr length(Syntax.Length length) {
    Expr operand = value(length.operand());
    if (operand == null) {
      return null;
    }
    return operand.kind() == Kind.TEXT
        ? new Expr.Length(operand)
        : fault(
            length.at(),
            describe(operand) + " has no length",
            "length(…) takes text, such as a string field");
  }

  private @Nullable Expr negate(Syntax.Negate negate) {
    Expr operand = value(negate.operand());
    if (operand == null) {
      return null;
    }
    return operand.kind() == Kind.NUMBER
        ? new Expr.Arithmetic(
            Operation.SUBTRACT, new Constant(Scalar.DECIMAL, BigDecimal.ZERO), operand)
        : fault(negate.at(), describe(operand) + " has no negative", "a minus takes a number");
  }

  private @Nullable Expr arithmetic(Syntax.Arithmetic written) {
    Operation operation = written.operation();
    Pair pair = pair(written.left(), written.right(), operation == Operation.SUBTRACT);
    if (pair == null) {
      return null;
    }
    Expr left = pair.left();
    Expr right = pair.right();
    if (left.kind() == Kind.NUMBER && right.kind() == Kind.NUMBER) {
      return new Expr.Arithmetic(operation, left, right);
    }
    if (left.kind() == Kind.DATE && operation != Operation.MULTIPLY) {
      if (right.kind() == Kind.DATE && operation == Operation.SUBTRACT) {
        return new Expr.DaysBetween(left, right);
      }
      if (right.kind() == Kind.NUMBER) {
        return addDays(written, left, right);
      }
    }
    return fault(
        written.at(),
        "'"
            + operation.symbol()
            + "' does not go between "
            + describe(left)
            + " and "
            + describe(right),
        "numbers take + - *; a date takes + or - and days, or - and a date");
  }

  private @Nullable Expr addDays(Syntax.Arithmetic written, Expr date, Expr days) {
    if (date instanceof Expr.AddDays) {
      return fault(written.at(), "days are added twice", "add the two numbers up");
    }
    if (days instanceof Constant constant
        && constant.value() instanceof BigDecimal number
        && number.abs().compareTo(BigDecimal.valueOf(Expr.AddDays.MAX_DAYS)) <= 0
        && number.stripTrailingZeros().scale() <= 0) {
      int signed = number.intValueExact() * (written.operation() == Operation.ADD ? 1 : -1);
      return new Expr.AddDays(date, signed);
    }
    return fault(
        written.at(),
        "a date takes a whole number of days, written out, at most " + Expr.AddDays.MAX_DAYS,
        "such as due_on + 7; or compare the days between: ends_on - starts_on <= days");
  }

  private @Nullable Expr compare(Syntax.Compare written) {
    if (written.left() instanceof Syntax.Null || written.right() instanceof Syntax.Null) {
      if (written.comparison().isOrder()) {
        return fault(written.at(), "null has no order", "ask 'is null' or 'is not null'");
      }
      Syntax other = written.right() instanceof Syntax.Null ? written.left() : written.right();
      return isNull(written.at(), other, written.comparison() == Expr.Comparison.NOT_EQUAL);
    }
    Pair pair = pair(written.left(), written.right(), true);
    if (pair == null) {
      return null;
    }
    Expr left = pair.left();
    Expr right = pair.right();
    if (left.kind() == Kind.OPAQUE || right.kind() == Kind.OPAQUE) {
      return opaque(written.at(), left.kind() == Kind.OPAQUE ? left : right);
    }
    if (left.kind() != right.kind()) {
      return fault(
          written.at(),
          describe(left) + " and " + describe(right) + " do not compare",
          "compare two values of one kind: "
              + left.kind().words()
              + " with "
              + left.kind().words());
    }
    if (written.comparison().isOrder() && !(ordered(left) && ordered(right))) {
      return fault(
          written.at(),
          describe(ordered(left) ? right : left) + " has no order",
          "use = or !=, or 'in' with a list");
    }
    return new Expr.Compare(written.comparison(), left, right);
  }

  private static boolean ordered(Expr expr) {
    return expr.kind() != Kind.BOOLEAN
        && !(expr instanceof Column column && column.type().scalar() == Scalar.ENUM);
  }

  private record Pair(Expr left, Expr right) {}

  /// Both sides; a text that is written out takes the type of the other side.
  private @Nullable Pair pair(Syntax writtenLeft, Syntax writtenRight, boolean typedByOther) {
    Expr left = value(writtenLeft);
    Expr right = value(writtenRight);
    if (left == null || right == null) {
      return null;
    }
    boolean leftIsText = writtenLeft instanceof Syntax.Text;
    if (typedByOther && leftIsText != writtenRight instanceof Syntax.Text) {
      Expr typed = leftIsText ? constants.of(writtenLeft, right) : constants.of(writtenRight, left);
      if (typed == null) {
        return null;
      }
      return leftIsText ? new Pair(typed, right) : new Pair(left, typed);
    }
    return new Pair(left, right);
  }

  private @Nullable Expr isNull(int at, Syntax written, boolean negated) {
    Expr operand = value(written);
    if (operand == null) {
      return null;
    }
    if (operand instanceof Constant) {
      return fault(at, "a constant is never null", "ask it of a field");
    }
    RuleColumn column = operand instanceof Column c ? columns.get(c.name()) : null;
    if (column != null && !column.nullable()) {
      return fault(at, describe(operand) + " is never null", "leave this condition out");
    }
    Expr isNull = new Expr.IsNull(operand);
    return negated ? new Expr.Not(isNull) : isNull;
  }

  private @Nullable Expr in(Syntax.In written) {
    Expr operand = value(written.operand());
    if (operand == null) {
      return null;
    }
    if (operand.kind() == Kind.OPAQUE) {
      return opaque(written.at(), operand);
    }
    List<Constant> members = new ArrayList<>();
    for (Syntax member : written.members()) {
      Constant constant = constants.of(member, operand);
      if (constant != null) {
        members.add(constant);
      }
    }
    if (members.size() < written.members().size()) {
      return null;
    }
    Expr in = new Expr.In(operand, members);
    return written.negated() ? new Expr.Not(in) : in;
  }

  private @Nullable Expr opaque(int at, Expr operand) {
    return fault(at, describe(operand) + " does not compare", "ask only whether it is null");
  }

  /// For a message: `'title' (string)`, or `a number`.
  static String describe(Expr expr) {
    return expr instanceof Column column
        ? RuleFault.quote(column.name()) + " (" + column.type().word() + ")"
        : expr.kind().words();
  }

  private @Nullable Expr fault(int at, String message, String hint) {
    faults.add(new RuleFault(at, message, hint));
    return null;
  }
}
