package dev.freehold.rule;

import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;

/// A typed expression. Its value may be null, which is SQL's null: unknown, and passed on by every operator but
/// [IsNull], [And] and [Or].
///
/// A chain of `+` and `-` is as deep as it is long. So a tree is never deeper than the rule's text is long, which is
/// bounded.
public sealed interface RuleExpression {

  ValueKind kind();

  record ColumnReference(String name, FieldType type) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.of(type);
    }
  }

  /// @param scalar numbers are [ScalarType#DECIMAL], text is [ScalarType#TEXT]
  /// @param value of the Java class that [ScalarType] names
  record Constant(ScalarType scalar, Object value) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.of(FieldType.of(scalar));
    }
  }

  /// In code points.
  record Length(RuleExpression text) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.NUMBER;
    }
  }

  /// Of numbers; exact, and without a bound that values could reach.
  record Arithmetic(ArithmeticOperator operation, RuleExpression left, RuleExpression right)
      implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.NUMBER;
    }
  }

  /// @param days from minus to plus [AddDays#MAX_DAYS]
  record AddDays(RuleExpression date, int days) implements RuleExpression {
    /// PostgreSQL's dates reach this far beyond those of the field type.
    public static final int MAX_DAYS = 1_000_000;

    @Override
    public ValueKind kind() {
      return ValueKind.DATE;
    }
  }

  /// Negative where `later` is the earlier one.
  record DaysBetween(RuleExpression later, RuleExpression earlier) implements RuleExpression {
    @Override
    public ValueKind kind() {
      return ValueKind.NUMBER;
    }
  }

  /// Both sides are of one kind.
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

  /// Never null itself.
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

    /// SQL's.
    public String symbol() {
      return symbol;
    }

    /// Whether it asks which one comes first.
    public boolean isOrder() {
      return this != EQUAL && this != NOT_EQUAL;
    }

    /// @param sign of a comparison of left with right
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

  /// What a value is to a rule. Values of one kind compare with each other, and with no other.
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
    /// Can be null or not, and has nothing to compare: JSON, and arrays.
    OPAQUE("a value without parts");

    private final String displayName;

    ValueKind(String words) {
      this.displayName = words;
    }

    public static ValueKind of(FieldType type) {
      if (type.array()) {
        return OPAQUE;
      }
      return switch (type.scalar()) {
        case INTEGER, BIGINT, NUMBER, DECIMAL -> NUMBER;
        case STRING, TEXT, EMAIL, URL, ENUM -> TEXT;
        case BOOLEAN -> BOOLEAN;
        case DATE -> DATE;
        case TIME -> TIME;
        case DATETIME -> DATETIME;
        case UUID -> UUID;
        case JSON -> OPAQUE;
      };
    }

    /// For a message.
    public String displayName() {
      return displayName;
    }
  }
}
