package dev.freehold.plan;

import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;

/// Decides which columns can be used in `sort`.
public final class SortableColumn {
  /// The maximum size of all key values of one row in a cursor, which must fit into a URL.
  public static final int MAX_CURSOR_BYTES = 2_600;

  /// Follows the name of a text column in `sort`, to ignore case: `title:lower`.
  public static final String IGNORING_CASE = ":lower";

  /// The maximum size of a character in UTF-8.
  public static final int BYTES_PER_CHARACTER = 4;

  private SortableColumn() {}

  /// Whether the values of the column have an order.
  public static boolean isSortable(ColumnPlan column) {
    return !column.type().array() && column.type().scalar() != ScalarType.JSON;
  }

  /// Whether the values of the column can be ordered without regard to case.
  public static boolean canIgnoreCase(ColumnPlan column) {
    return isSortable(column) && column.type().scalar().isText();
  }

  /// The size of a value in a cursor, as far as it depends on client input.
  public static long maxCursorBytes(ColumnPlan column) {
    FieldConstraints.Text text = column.constraints().text();
    if (text == null) {
      return 0;
    }
    int perCharacter = column.type().scalar() == ScalarType.EMAIL ? 1 : BYTES_PER_CHARACTER;
    return (long) text.maxLength() * perCharacter;
  }
}
