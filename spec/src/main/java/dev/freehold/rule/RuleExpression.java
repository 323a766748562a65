package dev.freehold.rule;

import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;

/// A typed expression. Its value may be null. As in SQL, every operator except [IsNull], [And] and
/// [Or] returns null for a null operand.
///
/// A chain of `+` and `-` is as deep as it is long. The depth of a tree is limited by the length of
/// the rule.
public sealed interface RuleExpression {

  ValueKind kind();

  record ColumnReference(String name, FieldType type) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.of(type);
    }
  }

  /// @param scalar [ScalarType#DECIMAL] for a number, [ScalarType#TEXT] for text
  /// @param value a value of the Java class given by [ScalarType]
  record Constant(ScalarType scalar, Object value) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.of(FieldType.of(scalar));
    }
  }

  /// The length of a text in code points.
  record Length(RuleExpression text) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.NUMBER;
    }
  }

  /// Exact arithmetic on numbers, without overflow.
  record Arithmetic(ArithmeticOperator operation, RuleExpression left, RuleExpression right)
      implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.NUMBER;
    }
  }

  /// @param days from minus to plus [AddDays#MAX_DAYS]
  record AddDays(RuleExpression date, int days) implements RuleExpression {
    /// The range of PostgreSQL dates exceeds that of the field type by this many days.
    public static final int MAX_DAYS = 1_000_000;

    @Override
    public ValueKind kind() {
      return ValueKind.DATE;
    }
  }

  /// The number of days between two dates; negative if `later` is before `earlier`.
  record DaysBetween(RuleExpression later, RuleExpression earlier) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.NUMBER;
    }
  }

  /// The time of the statement, plus a constant number of seconds. Only in [RuleContext#ACCESS].
  ///
  /// @param seconds from minus to plus [Now#MAX_SECONDS]
  record Now(long seconds) implements RuleExpression {
    /// A hundred years: far within the range of PostgreSQL's times.
    public static final long MAX_SECONDS = 100L * 366 * 24 * 60 * 60;

    @Override
    public ValueKind kind() {
      return ValueKind.DATETIME;
    }
  }

  /// The day of the statement in UTC. Only in [RuleContext#ACCESS].
  record Today() implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.DATE;
    }
  }

  /// The id of the caller; null for an anonymous caller. Only in [RuleContext#ACCESS].
  record CurrentUser() implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.UUID;
    }
  }

  /// A comparison of two values of the same kind.
  record Compare(RelationalOperator comparison, RuleExpression left, RuleExpression right)
      implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.BOOLEAN;
    }
  }

  /// @param constants at least one, of the value's kind
  record In(RuleExpression value, List<Constant> constants) implements RuleExpression {
    public In {
      constants = List.copyOf(constants);
    }

    @Override
    public ValueKind kind() {
      return ValueKind.BOOLEAN;
    }
  }

  /// A null test. Its value is never null.
  record IsNull(RuleExpression value) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.BOOLEAN;
    }
  }

  record Not(RuleExpression condition) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.BOOLEAN;
    }
  }

  /// @param conditions at least two
  record And(List<RuleExpression> conditions) implements RuleExpression {
    public And {
      conditions = List.copyOf(conditions);
    }

    @Override
    public ValueKind kind() {
      return ValueKind.BOOLEAN;
    }
  }

  /// @param conditions at least two
  record Or(List<RuleExpression> conditions) implements RuleExpression {
    public Or {
      conditions = List.copyOf(conditions);
    }

    @Override
    public ValueKind kind() {
      return ValueKind.BOOLEAN;
    }
  }

  /// Where a rule is used.
  enum RuleContext {
    /// A CHECK constraint: the result depends on the row alone.
    CHECK,
    /// An access condition: the result also depends on the caller and the time.
    ACCESS
  }

  enum ArithmeticOperator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*");

    private final String symbol;

    ArithmeticOperator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  enum RelationalOperator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    RelationalOperator(String symbol) {
      this.symbol = symbol;
    }

    /// The SQL operator.
    public String symbol() {
      return symbol;
    }

    /// Whether the operator compares by order.
    public boolean isOrder() {
      return this != EQUAL && this != NOT_EQUAL;
    }

    /// @param sign the sign of the comparison of left with right
    boolean holds(int sign) {
      return switch (this) {
        case EQUAL -> sign == 0;
        case NOT_EQUAL -> sign != 0;
        case LESS -> sign < 0;
        case LESS_OR_EQUAL -> sign <= 0;
        case GREATER -> sign > 0;
        case GREATER_OR_EQUAL -> sign >= 0;
      };
    }
  }

  /// The kind of a value in a rule. Only values of the same kind can be compared.
  enum ValueKind {
    /// Any numeric type. Computed exactly, as decimals.
    NUMBER("a number"),
    /// Ordered by code point.
    TEXT("text"),
    BOOLEAN("true or false"),
    DATE("a date"),
    TIME("a time"),
    DATETIME("a date and time"),
    UUID("a UUID"),
    /// JSON and arrays. Supports only null tests.
    OPAQUE("an array or JSON value");

    private final String displayName;

    ValueKind(String words) {
      this.displayName = words;
    }

    public static ValueKind of(FieldType type) {
      if (type.array()) {
        return OPAQUE;
      }
      return switch (type.scalar()) {
        case INTEGER, BIGINT, INTEGER_ID, NUMBER, DECIMAL -> NUMBER;
        case STRING, TEXT, EMAIL, URL, ENUM -> TEXT;
        case BOOLEAN -> BOOLEAN;
        case DATE -> DATE;
        case TIME -> TIME;
        case DATETIME -> DATETIME;
        case UUID -> UUID;
        case JSON -> OPAQUE;
      };
    }

    /// The name of the kind in messages.
    public String displayName() {
      return displayName;
    }
  }
}
