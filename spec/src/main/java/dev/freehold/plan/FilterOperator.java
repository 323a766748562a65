package dev.freehold.plan;

import dev.freehold.type.FieldType.ScalarType;
import java.util.Arrays;
import java.util.Optional;

/// A comparison operator of filters: `due_on[lte]=2026-12-31`.
public enum FilterOperator {
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

  FilterOperator(String word) {
    this.word = word;
  }

  /// The word of the query grammar.
  public String word() {
    return word;
  }

  public static Optional<FilterOperator> ofWord(String word) {
    return Arrays.stream(values()).filter(o -> o.word.equals(word)).findFirst();
  }

  public boolean appliesTo(ColumnPlan column) {
    ScalarType scalar = column.type().scalar();
    if (column.type().array()) {
      return this == NULL || (this == CONTAINS && scalar != ScalarType.JSON);
    }
    return switch (this) {
      case NULL -> true;
      case EQ, NE, IN, NIN -> scalar != ScalarType.JSON;
      case GT, GTE, LT, LTE, BETWEEN -> isOrdered(scalar) && column.reference() == null;
      case CONTAINS, ICONTAINS, STARTS_WITH, ENDS_WITH -> scalar.isText();
    };
  }

  private static boolean isOrdered(ScalarType scalar) {
    return switch (scalar) {
      case STRING, TEXT, INTEGER, BIGINT, NUMBER, DECIMAL, DATE, TIME, DATETIME, UUID, EMAIL, URL ->
          true;
      case BOOLEAN, ENUM, JSON -> false;
    };
  }
}
