package dev.freehold.query;

import dev.freehold.plan.Column;
import dev.freehold.type.Scalar;
import java.util.Arrays;
import java.util.Optional;

/// What a filter may ask of a column: `due_on[lte]=2026-12-31`.
public enum Operator {
  EQ("eq"),
  /// Rows without a value are unequal to every value.
  NE("ne"),
  GT("gt"),
  GTE("gte"),
  LT("lt"),
  LTE("lte"),
  IN("in"),
  /// Rows without a value are in no list.
  NIN("nin"),
  /// Text: the value stands somewhere in it. An array: it is one of the elements.
  CONTAINS("contains"),
  /// The same for text, whatever the case.
  ICONTAINS("icontains"),
  STARTS_WITH("startsWith"),
  ENDS_WITH("endsWith"),
  /// From one value to another, both of them included.
  BETWEEN("between"),
  /// Whether there is no value.
  NULL("null");

  private final String word;

  Operator(String word) {
    this.word = word;
  }

  /// The word of the query grammar.
  public String word() {
    return word;
  }

  public static Optional<Operator> ofWord(String word) {
    return Arrays.stream(values()).filter(o -> o.word.equals(word)).findFirst();
  }

  public boolean appliesTo(Column column) {
    Scalar scalar = column.type().scalar();
    if (column.type().array()) {
      return this == NULL || (this == CONTAINS && scalar != Scalar.JSON);
    }
    return switch (this) {
      case NULL -> true;
      case EQ, NE, IN, NIN -> scalar != Scalar.JSON;
      case GT, GTE, LT, LTE, BETWEEN -> isOrdered(scalar) && column.reference() == null;
      case CONTAINS, ICONTAINS, STARTS_WITH, ENDS_WITH -> scalar.isText();
    };
  }

  private static boolean isOrdered(Scalar scalar) {
    return switch (scalar) {
      case STRING, TEXT, INTEGER, BIGINT, NUMBER, DECIMAL, DATE, TIME, DATETIME, UUID, EMAIL, URL ->
          true;
      case BOOLEAN, ENUM, JSON -> false;
    };
  }
}
