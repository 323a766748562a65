package dev.freehold.query;

import dev.freehold.plan.Column;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;

/// Which fields a list can be put in order by.
public final class SortKeys {
  /// What the values of all keys of one row may take in a cursor, which has to fit an address.
  public static final int MAX_BYTES = 2_600;

  /// Of one character in UTF-8.
  public static final int BYTES_PER_CHARACTER = 4;

  private SortKeys() {}

  /// Whether its values have an order at all.
  public static boolean isOrdered(Column column) {
    return !column.type().array() && column.type().scalar() != Scalar.JSON;
  }

  /// What a value takes in a cursor, as far as somebody who writes rows decides it.
  public static long bytes(Column column) {
    Rules.Text text = column.rules().text();
    if (text == null) {
      return 0;
    }
    int perCharacter = column.type().scalar() == Scalar.EMAIL ? 1 : BYTES_PER_CHARACTER;
    return (long) text.maxLength() * perCharacter;
  }
}
