package dev.freehold.query;

import org.jspecify.annotations.Nullable;

/// Values for the columns of one write set, by their place in it. A field that was not given is not the same as one that
/// was given as null. Confined to the request that it came with.
public final class FieldValues {
  private final @Nullable Object[] values;
  private final boolean[] given;
  private int count;

  /// @param size of the write set
  public FieldValues(int size) {
    values = new @Nullable Object[size];
    given = new boolean[size];
  }

  /// @param value of the Java class of the column's type (see [dev.freehold.type.Scalar]), checked and normalized
  public void set(int place, @Nullable Object value) {
    count += given[place] ? 0 : 1;
    values[place] = value;
    given[place] = true;
  }

  public boolean isGiven(int place) {
    return given[place];
  }

  /// Null where it was not given, too.
  public @Nullable Object value(int place) {
    return values[place];
  }

  public boolean isEmpty() {
    return count == 0;
  }
}
