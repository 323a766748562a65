package dev.freehold.plan;

import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;

/// Decides which columns can be used in `sort`.
public final class SortableColumn {
  /// What the values of all keys of one row may take in a cursor, which has to fit an address.
  public static final int MAX_CURSOR_BYTES = 2_600;

  /// Of one character in UTF-8.
  public static final int BYTES_PER_CHARACTER = 4;

  private SortableColumn() {}

  /// Whether its values have an order at all.
  public static boolean isSortable(ColumnPlan column) {
    return !column.type().array() && column.type().scalar() != ScalarType.JSON;
  }

  /// What a value takes in a cursor, as far as somebody who writes rows decides it.
  public static long maxCursorBytes(ColumnPlan column) {
    FieldConstraints.Text text = column.constraints().text();
    if (text == null) {
      return 0;
    }
    int perCharacter = column.type().scalar() == ScalarType.EMAIL ? 1 : BYTES_PER_CHARACTER;
    return (long) text.maxLength() * perCharacter;
  }
}
