package dev.freehold.rule;

import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.rule.RuleCompiler.Refusal;
import dev.freehold.rule.RuleCompiler.RuleColumn;
import dev.freehold.rule.RuleExpression.ArithmeticOperator;
import dev.freehold.rule.RuleExpression.ColumnReference;
import dev.freehold.rule.RuleExpression.Constant;
import dev.freehold.rule.RuleExpression.RuleContext;
import dev.freehold.rule.RuleExpression.ValueKind;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.NumberParser;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Resolves the names of a syntax tree and checks its types. An expression with an error becomes
/// null; the error is reported once.
final class RuleTypeChecker {
  private static final int MAX_LISTED = 40;

  /// The caller's id, unless a field has this name.
  private static final String CURRENT_USER = "me";

  private final RuleContext context;
  private final Map<String, RuleColumn> columns;
  private final Map<String, Refusal> refused;
  private final Set<String> used;
  private final List<RuleIssue> faults;
  private final LiteralCoercion constants;

  /// @param refused why a rule cannot name other columns
  /// @param used receives the names of the columns that the rule reads
  /// @param faults receives the errors
  RuleTypeChecker(
      RuleContext context,
      Map<String, RuleColumn> columns,
      Map<String, Refusal> refused,
      Set<String> used,
      List<RuleIssue> faults) {
    this.context = context;
    this.columns = columns;
    this.refused = refused;
    this.used = used;
    this.faults = faults;
    this.constants = new LiteralCoercion(columns, faults);
  }

  /// Checks a condition: an expression of kind [ValueKind#BOOLEAN].
  @Nullable RuleExpression condition(RuleSyntaxTree syntax) {
    RuleExpression expression = value(syntax);
    if (expression == null || expression.kind() == ValueKind.BOOLEAN) {
      return expression;
    }
    return fault(
        syntax.at(),
        describe(expression) + " is not a condition",
        "compare it with a value, for example with = or <");
  }

  private @Nullable List<RuleExpression> conditions(List<RuleSyntaxTree> operands) {
    List<RuleExpression> conditions = new ArrayList<>();
    for (RuleSyntaxTree operand : operands) {
      RuleExpression condition = condition(operand);
      if (condition != null) {
        conditions.add(condition);
      }
    }
    return conditions.size() == operands.size() ? conditions : null;
  }

  private @Nullable RuleExpression value(RuleSyntaxTree syntax) {
    return switch (syntax) {
      case RuleSyntaxTree.Name name -> column(name);
      case RuleSyntaxTree.NumberLiteral number -> new Constant(ScalarType.DECIMAL, number.value());
      case RuleSyntaxTree.TextLiteral text -> new Constant(ScalarType.TEXT, text.value());
      case RuleSyntaxTree.BooleanLiteral bool -> new Constant(ScalarType.BOOLEAN, bool.value());
      case RuleSyntaxTree.NullLiteral n ->
          fault(n.at(), "null is not allowed here", "write 'is null' or 'is not null'");
      case RuleSyntaxTree.Length length -> length(length);
      case RuleSyntaxTree.Now now -> accessOnly(now.at(), "now()", new RuleExpression.Now(0));
      case RuleSyntaxTree.Today today ->
          accessOnly(today.at(), "today()", new RuleExpression.Today());
      case RuleSyntaxTree.Duration duration ->
          fault(
              duration.at(),
              "a number of minutes, hours or days stands alone",
              "add it to now() or subtract it: created_at > now() - minutes(30)");
      case RuleSyntaxTree.Negate negate -> negate(negate);
      case RuleSyntaxTree.Arithmetic arithmetic -> arithmetic(arithmetic);
      case RuleSyntaxTree.Compare compare -> compare(compare);
      case RuleSyntaxTree.IsNull isNull -> isNull(isNull.at(), isNull.operand(), isNull.negated());
      case RuleSyntaxTree.In in -> in(in);
      case RuleSyntaxTree.Not not -> {
        RuleExpression condition = condition(not.operand());
        yield condition == null ? null : new RuleExpression.Not(condition);
      }
      case RuleSyntaxTree.And and -> {
        List<RuleExpression> conditions = conditions(and.operands());
        yield conditions == null ? null : new RuleExpression.And(conditions);
      }
      case RuleSyntaxTree.Or or -> {
        List<RuleExpression> conditions = conditions(or.operands());
        yield conditions == null ? null : new RuleExpression.Or(conditions);
      }
    };
  }

  private @Nullable RuleExpression column(RuleSyntaxTree.Name name) {
    RuleColumn column = columns.get(name.name());
    if (column != null) {
      used.add(name.name());
      return new ColumnReference(name.name(), column.type());
    }
    if (name.name().equals(CURRENT_USER) && context == RuleContext.ACCESS) {
      return new RuleExpression.CurrentUser();
    }
    Refusal refusal = refused.get(name.name());
    if (refusal != null) {
      return fault(name.at(), refusal.message(), refusal.hint());
    }
    return fault(
        name.at(), "there is no field " + RuleIssue.quote(name.name()), unknownField(name.name()));
  }

  private String unknownField(String name) {
    if (name.contains(".") && columns.keySet().stream().noneMatch(c -> c.contains("."))) {
      return context == RuleContext.ACCESS
          ? "a grant through a reference may name the fields of that row: via ticket where"
              + " ticket.status = 'open'"
          : "a rule reads one row; name a field of its resource";
    }
    String nearest =
        columns.keySet().stream()
            .filter(c -> c.endsWith("." + name))
            .findFirst()
            .orElseGet(() -> SpellingSuggestion.of(name, columns.keySet()));
    if (nearest != null) {
      return "did you mean " + RuleIssue.quote(nearest) + "?";
    }
    return columns.size() > MAX_LISTED
        ? "name a field of this resource; put text in quotes"
        : "one of: " + String.join(", ", columns.keySet()) + "; put text in quotes";
  }

  /// An expression that a CHECK constraint cannot have: it would hold when the row is written, and
  /// no longer later.
  private @Nullable RuleExpression accessOnly(int at, String name, RuleExpression expression) {
    return context == RuleContext.ACCESS
        ? expression
        : fault(
            at,
            name + " cannot be used in a check",
            "compare fields of the row; conditions of access may use it");
  }

  private @Nullable RuleExpression length(RuleSyntaxTree.Length length) {
    RuleExpression operand = value(length.operand());
    if (operand == null) {
      return null;
    }
    return operand.kind() == ValueKind.TEXT
        ? new RuleExpression.Length(operand)
        : fault(
            length.at(),
            describe(operand) + " has no length",
            "use length(…) with text, such as a string field");
  }

  private @Nullable RuleExpression negate(RuleSyntaxTree.Negate negate) {
    RuleExpression operand = value(negate.operand());
    if (operand == null) {
      return null;
    }
    return operand.kind() == ValueKind.NUMBER
        ? new RuleExpression.Arithmetic(
            ArithmeticOperator.SUBTRACT, new Constant(ScalarType.DECIMAL, BigDecimal.ZERO), operand)
        : fault(
            negate.at(), "'-' cannot be applied to " + describe(operand), "apply it to a number");
  }

  private @Nullable RuleExpression arithmetic(RuleSyntaxTree.Arithmetic written) {
    ArithmeticOperator operation = written.operation();
    if (written.right() instanceof RuleSyntaxTree.Duration duration) {
      return shifted(written, duration);
    }
    Pair pair = pair(written.left(), written.right(), operation == ArithmeticOperator.SUBTRACT);
    if (pair == null) {
      return null;
    }
    RuleExpression left = pair.left();
    RuleExpression right = pair.right();
    if (left.kind() == ValueKind.NUMBER && right.kind() == ValueKind.NUMBER) {
      return new RuleExpression.Arithmetic(operation, left, right);
    }
    if (left.kind() == ValueKind.DATE && operation != ArithmeticOperator.MULTIPLY) {
      if (right.kind() == ValueKind.DATE && operation == ArithmeticOperator.SUBTRACT) {
        return new RuleExpression.DaysBetween(left, right);
      }
      if (right.kind() == ValueKind.NUMBER) {
        return addDays(written, left, right);
      }
    }
    return fault(
        written.at(),
        "'" + operation.symbol() + "' cannot combine " + describe(left) + " and " + describe(right),
        "use + - * with numbers; use + or - with a date and days, or - with two dates");
  }

  private @Nullable RuleExpression shifted(
      RuleSyntaxTree.Arithmetic written, RuleSyntaxTree.Duration duration) {
    RuleExpression time = value(written.left());
    if (time == null) {
      return null;
    }
    if (time.equals(new RuleExpression.Now(0))
        && written.operation() != ArithmeticOperator.MULTIPLY) {
      return new RuleExpression.Now(
          written.operation() == ArithmeticOperator.ADD ? duration.seconds() : -duration.seconds());
    }
    return fault(
        written.at(),
        "minutes, hours and days can only be added to now() or subtracted from it, once",
        "write created_at > now() - minutes(30); add days to a date as a number: due_on + 7");
  }

  private @Nullable RuleExpression addDays(
      RuleSyntaxTree.Arithmetic written, RuleExpression date, RuleExpression days) {
    if (date instanceof RuleExpression.AddDays) {
      return fault(written.at(), "days are added to the date twice", "add them as one number");
    }
    if (days instanceof Constant constant
        && constant.value() instanceof BigDecimal number
        && number.abs().compareTo(BigDecimal.valueOf(RuleExpression.AddDays.MAX_DAYS)) <= 0
        && number.stripTrailingZeros().scale() <= 0) {
      int signed =
          number.intValueExact() * (written.operation() == ArithmeticOperator.ADD ? 1 : -1);
      return new RuleExpression.AddDays(date, signed);
    }
    return fault(
        written.at(),
        "days added to a date must be a constant whole number, at most "
            + RuleExpression.AddDays.MAX_DAYS,
        "write due_on + 7, or compare the difference of two dates: ends_on - starts_on <= days");
  }

  private @Nullable RuleExpression compare(RuleSyntaxTree.Compare written) {
    if (written.left() instanceof RuleSyntaxTree.NullLiteral
        || written.right() instanceof RuleSyntaxTree.NullLiteral) {
      if (written.comparison().isOrder()) {
        return fault(
            written.at(), "null cannot be compared by order", "write 'is null' or 'is not null'");
      }
      RuleSyntaxTree other =
          written.right() instanceof RuleSyntaxTree.NullLiteral ? written.left() : written.right();
      return isNull(
          written.at(), other, written.comparison() == RuleExpression.RelationalOperator.NOT_EQUAL);
    }
    Pair pair = pair(written.left(), written.right(), true);
    if (pair == null) {
      return null;
    }
    RuleExpression left = pair.left();
    RuleExpression right = pair.right();
    if (left.kind() == ValueKind.OPAQUE || right.kind() == ValueKind.OPAQUE) {
      return opaque(written.at(), left.kind() == ValueKind.OPAQUE ? left : right);
    }
    if (left.kind() != right.kind()) {
      return fault(
          written.at(),
          describe(left) + " cannot be compared with " + describe(right),
          unquoted(left.kind(), right)
              .or(() -> unquoted(right.kind(), left))
              .orElse(
                  "compare values of the same kind: "
                      + left.kind().displayName()
                      + " with "
                      + left.kind().displayName()));
    }
    if (written.comparison().isOrder() && !(ordered(left) && ordered(right))) {
      return fault(
          written.at(),
          describe(ordered(left) ? right : left) + " cannot be compared by order",
          "use = or !=, or 'in' with a list");
    }
    return new RuleExpression.Compare(written.comparison(), left, right);
  }

  /// The hint where a value that stands in quotes was perhaps written without: `2026-01-31` is a
  /// difference of numbers.
  private static Optional<String> unquoted(ValueKind kind, RuleExpression other) {
    boolean number = other.kind() == ValueKind.NUMBER && !(other instanceof ColumnReference);
    return number && (kind == ValueKind.TEXT || kind == ValueKind.DATE)
        ? Optional.of(kind.displayName() + " stands in quotes")
        : Optional.empty();
  }

  private static boolean ordered(RuleExpression expression) {
    return expression.kind() != ValueKind.BOOLEAN
        && !(expression instanceof ColumnReference column
            && column.type().scalar() == ScalarType.ENUM);
  }

  private record Pair(RuleExpression left, RuleExpression right) {}

  /// Checks both operands. A text literal takes the type of the other operand.
  private @Nullable Pair pair(
      RuleSyntaxTree writtenLeft, RuleSyntaxTree writtenRight, boolean typedByOther) {
    RuleExpression left = value(writtenLeft);
    RuleExpression right = value(writtenRight);
    if (left == null || right == null) {
      return null;
    }
    boolean leftIsText = writtenLeft instanceof RuleSyntaxTree.TextLiteral;
    if (typedByOther && leftIsText != writtenRight instanceof RuleSyntaxTree.TextLiteral) {
      RuleExpression typed =
          leftIsText ? constants.coerce(writtenLeft, right) : constants.coerce(writtenRight, left);
      if (typed == null) {
        return null;
      }
      return leftIsText ? new Pair(typed, right) : new Pair(left, typed);
    }
    return new Pair(left, right);
  }

  private @Nullable RuleExpression isNull(int at, RuleSyntaxTree written, boolean negated) {
    RuleExpression operand = value(written);
    if (operand == null) {
      return null;
    }
    if (operand instanceof Constant) {
      return fault(at, "a constant is never null", "test a field instead");
    }
    RuleColumn column = operand instanceof ColumnReference c ? columns.get(c.name()) : null;
    if (column != null && !column.nullable()) {
      return fault(at, describe(operand) + " is never null", "remove this condition");
    }
    RuleExpression isNull = new RuleExpression.IsNull(operand);
    return negated ? new RuleExpression.Not(isNull) : isNull;
  }

  private @Nullable RuleExpression in(RuleSyntaxTree.In written) {
    RuleExpression operand = value(written.operand());
    if (operand == null) {
      return null;
    }
    if (operand.kind() == ValueKind.OPAQUE) {
      return opaque(written.at(), operand);
    }
    List<Constant> members = new ArrayList<>();
    for (RuleSyntaxTree member : written.members()) {
      Constant constant = constants.coerce(member, operand);
      if (constant != null) {
        members.add(constant);
      }
    }
    if (members.size() < written.members().size()) {
      return null;
    }
    RuleExpression in = new RuleExpression.In(operand, members);
    return written.negated() ? new RuleExpression.Not(in) : in;
  }

  private @Nullable RuleExpression opaque(int at, RuleExpression operand) {
    return fault(
        at, describe(operand) + " cannot be compared", "use only 'is null' or 'is not null'");
  }

  /// Describes an expression in a message: `'title' (string)`, or `a number`.
  static String describe(RuleExpression expression) {
    return expression instanceof ColumnReference column
        ? RuleIssue.quote(column.name()) + " (" + column.type().keyword() + ")"
        : expression.kind().displayName();
  }

  private @Nullable RuleExpression fault(int at, String message, String hint) {
    faults.add(new RuleIssue(at, message, hint));
    return null;
  }

  /// Converts a literal to the kind of the value that it is compared with.
  static final class LiteralCoercion {
    private final Map<String, RuleColumn> columns;
    private final List<RuleIssue> faults;

    LiteralCoercion(Map<String, RuleColumn> columns, List<RuleIssue> faults) {
      this.columns = columns;
      this.faults = faults;
    }

    /// @param other the other operand, or the operand before `in`
    /// @return null, after an error, if the literal cannot be converted
    @Nullable Constant coerce(RuleSyntaxTree literal, RuleExpression other) {
      return switch (literal) {
        case RuleSyntaxTree.NumberLiteral n when other.kind() == ValueKind.NUMBER ->
            new Constant(ScalarType.DECIMAL, n.value());
        case RuleSyntaxTree.BooleanLiteral b when other.kind() == ValueKind.BOOLEAN ->
            new Constant(ScalarType.BOOLEAN, b.value());
        case RuleSyntaxTree.TextLiteral t -> text(t, other);
        case RuleSyntaxTree.NullLiteral n ->
            fault(n.at(), "'in' never matches null", "add 'or … is null'");
        case RuleSyntaxTree.NumberLiteral n -> mismatch(n.at(), "a number", other);
        case RuleSyntaxTree.BooleanLiteral b -> mismatch(b.at(), "true or false", other);
        case RuleSyntaxTree.Name _,
            RuleSyntaxTree.Length _,
            RuleSyntaxTree.Now _,
            RuleSyntaxTree.Today _,
            RuleSyntaxTree.Duration _,
            RuleSyntaxTree.Negate _,
            RuleSyntaxTree.Arithmetic _,
            RuleSyntaxTree.Compare _,
            RuleSyntaxTree.IsNull _,
            RuleSyntaxTree.In _,
            RuleSyntaxTree.Not _,
            RuleSyntaxTree.And _,
            RuleSyntaxTree.Or _ ->
            throw new IllegalArgumentException("not a literal: " + literal);
      };
    }

    private @Nullable Constant text(RuleSyntaxTree.TextLiteral text, RuleExpression other) {
      return switch (other.kind()) {
        case TEXT -> isKnown(text, other) ? new Constant(ScalarType.TEXT, text.value()) : null;
        case DATE -> parsed(text, ScalarType.DATE, other);
        case TIME -> parsed(text, ScalarType.TIME, other);
        case DATETIME -> parsed(text, ScalarType.DATETIME, other);
        case UUID -> parsed(text, ScalarType.UUID, other);
        case NUMBER ->
            NumberParser.isJsonNumber(text.value())
                ? fault(text.at(), "the number is in quotes", "remove the quotes: " + text.value())
                : mismatch(text.at(), "text", other);
        case BOOLEAN -> mismatch(text.at(), "text", other);
        case OPAQUE ->
            fault(
                text.at(),
                RuleTypeChecker.describe(other) + " cannot be compared",
                "use only 'is null' or 'is not null'");
      };
    }

    /// Reports a text that is not a value of the enum: the comparison would always have the same
    /// result.
    private boolean isKnown(RuleSyntaxTree.TextLiteral text, RuleExpression other) {
      RuleColumn column = other instanceof ColumnReference c ? columns.get(c.name()) : null;
      if (column == null || column.values().isEmpty() || column.values().contains(text.value())) {
        return true;
      }
      fault(
          text.at(),
          RuleIssue.quote(text.value()) + " is not a value of " + RuleTypeChecker.describe(other),
          "one of: " + String.join(", ", column.values()));
      return false;
    }

    private @Nullable Constant parsed(
        RuleSyntaxTree.TextLiteral text, ScalarType scalar, RuleExpression other) {
      return switch (ValueParser.parse(scalar, text.value())) {
        case ValueResult.Valid ok -> new Constant(scalar, ok.value());
        case ValueResult.Invalid invalid ->
            fault(
                text.at(),
                RuleIssue.quote(text.value()) + " " + invalid.message(),
                "it is compared with " + RuleTypeChecker.describe(other));
      };
    }

    private @Nullable Constant mismatch(int at, String what, RuleExpression other) {
      return fault(
          at,
          what + " cannot be compared with " + RuleTypeChecker.describe(other),
          "write " + other.kind().displayName() + ", or name a field of that type");
    }

    private @Nullable Constant fault(int at, String message, String hint) {
      faults.add(new RuleIssue(at, message, hint));
      return null;
    }
  }
}
