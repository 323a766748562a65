package dev.freehold.query;

import dev.freehold.type.FieldType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of one write set, by the position of the column in it. Distinguishes a field that was
/// not given from one that was given as null. Confined to one request.
public final class FieldValues {
  private final @Nullable Object[] values;
  private final boolean[] given;
  private final Map<String, EchoedValue> echoed = new LinkedHashMap<>(0);
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

  /// Records a field that the caller may read and not write.
  public void echo(String field, EchoedValue value) {
    echoed.put(field, value);
  }

  /// The fields that the caller may read and not write, by name. They are allowed with the values of
  /// the row, because clients send back the row as they read it.
  public Map<String, EchoedValue> echoed() {
    return Collections.unmodifiableMap(echoed);
  }

  /// A value of a field that the caller may not write.
  ///
  /// @param type the type of the field
  /// @param json the value as the caller sent it
  /// @param reason why it must not be changed: a predicate that follows the field's name
  public record EchoedValue(FieldType type, String json, String reason) {}

  /// Whether no field of the write set was given.
  public boolean isEmpty() {
    return count == 0;
  }
}
