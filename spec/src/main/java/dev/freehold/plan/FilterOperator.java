package dev.freehold.plan;

import dev.freehold.type.FieldType.ScalarType;
import java.util.Arrays;
import java.util.Optional;

/// A comparison operator of filters: `due_on[lte]=2026-12-31`.
public enum FilterOperator {
  EQ("eq"),
  /// Null is unequal to every value.
  NE("ne"),
  GT("gt"),
  GTE("gte"),
  LT("lt"),
  LTE("lte"),
  IN("in"),
  /// Null is in no list.
  NIN("nin"),
  /// Text: contains the value. Array: one of the elements equals the value.
  CONTAINS("contains"),
  /// Text: contains the value, case-insensitive.
  ICONTAINS("icontains"),
  STARTS_WITH("startsWith"),
  ENDS_WITH("endsWith"),
  /// Between two values, both included.
  BETWEEN("between"),
  /// Whether the value is null.
  NULL("null");

  private final String word;

  FilterOperator(String word) {
    this.word = word;
  }

  /// The keyword of the query grammar.
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
      case STRING,
          TEXT,
          INTEGER,
          BIGINT,
          INTEGER_ID,
          NUMBER,
          DECIMAL,
          DATE,
          TIME,
          DATETIME,
          UUID,
          EMAIL,
          URL ->
          true;
      case BOOLEAN, ENUM, JSON -> false;
    };
  }
}
