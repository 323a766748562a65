package dev.freehold.type;

/// The type of a field: a scalar, or an array of one.
public record FieldType(ScalarType scalar, boolean array) {

  /// At most this many elements in an array value.
  public static final int MAX_ITEMS = 1_000;

  public static FieldType of(ScalarType scalar) {
    return new FieldType(scalar, false);
  }

  /// The word of the spec language: `string`, `string[]`.
  public String keyword() {
    return array ? scalar.keyword() + "[]" : scalar.keyword();
  }
}
