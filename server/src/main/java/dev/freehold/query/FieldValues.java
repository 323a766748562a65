package dev.freehold.query;

import org.jspecify.annotations.Nullable;

/// The values of one write set, by the position of the column in it. Distinguishes a field that was
/// not given from one that was given as null. Confined to one request.
public final class FieldValues {
  private final @Nullable Object[] values;
  private final boolean[] given;
  private int count;

  /// @param size of the write set
  public FieldValues(int size) {
    values = new @Nullable Object[size];
    given = new boolean[size];
  }

  /// @param value of the Java class of the column's type (see [dev.freehold.type.FieldType.ScalarType]),
  ///     validated and normalized
  public void set(int place, @Nullable Object value) {
    count += given[place] ? 0 : 1;
    values[place] = value;
    given[place] = true;
  }

  public boolean isGiven(int place) {
    return given[place];
  }

  /// Null also for a field that was not given.
  public @Nullable Object value(int place) {
    return values[place];
  }

  public boolean isEmpty() {
    return count == 0;
  }
}
