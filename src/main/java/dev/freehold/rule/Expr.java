package dev.freehold.rule;

import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.util.List;

/// A typed expression. Its value may be null, which is SQL's null: unknown, and passed on by every operator but
/// [IsNull], [And] and [Or].
///
/// A chain of `+` and `-` is as deep as it is long. So a tree is never deeper than the rule's text is long, which is
/// bounded.
public sealed interface Expr {

  Kind kind();

  record Column(String name, FieldType type) implements Expr {
    @Override
    public Kind kind() {
      return Kind.of(type);
    }
  }

  /// @param scalar numbers are [Scalar#DECIMAL], text is [Scalar#TEXT]
  /// @param value of the Java class that [Scalar] names
  record Constant(Scalar scalar, Object value) implements Expr {
    @Override
    public Kind kind() {
      return Kind.of(FieldType.of(scalar));
    }
  }

  /// In code points.
  record Length(Expr text) implements Expr {
    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /// Of numbers; exact, and without a bound that values could reach.
  record Arithmetic(Operation operation, Expr left, Expr right) implements Expr {
    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /// @param days from minus to plus [AddDays#MAX_DAYS]
  record AddDays(Expr date, int days) implements Expr {
    /// PostgreSQL's dates reach this far beyond those of the field type.
    public static final int MAX_DAYS = 1_000_000;

    @Override
    public Kind kind() {
      return Kind.DATE;
    }
  }

  /// Negative where `later` is the earlier one.
  record DaysBetween(Expr later, Expr earlier) implements Expr {
    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /// Both sides are of one kind.
  record Compare(Comparison comparison, Expr left, Expr right) implements Expr {
    @Override
    public Kind kind() {
      return Kind.BOOLEAN;
    }
  }

  /// @param constants at least one, of the value's kind
  record In(Expr value, List<Constant> constants) implements Expr {
    public In {
      constants = List.copyOf(constants);
    }

    @Override
    public Kind kind() {
      return Kind.BOOLEAN;
    }
  }

  /// Never null itself.
  record IsNull(Expr value) implements Expr {
    @Override
    public Kind kind() {
      return Kind.BOOLEAN;
    }
  }

  record Not(Expr condition) implements Expr {
    @Override
    public Kind kind() {
      return Kind.BOOLEAN;
    }
  }

  /// @param conditions at least two
  record And(List<Expr> conditions) implements Expr {
    public And {
      conditions = List.copyOf(conditions);
    }

    @Override
    public Kind kind() {
      return Kind.BOOLEAN;
    }
  }

  /// @param conditions at least two
  record Or(List<Expr> conditions) implements Expr {
    public Or {
      conditions = List.copyOf(conditions);
    }

    @Override
    public Kind kind() {
      return Kind.BOOLEAN;
    }
  }

  enum Operation {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*");

    private final String symbol;

    Operation(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  enum Comparison {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Comparison(String symbol) {
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
}
