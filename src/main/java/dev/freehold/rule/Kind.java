package dev.freehold.rule;

import dev.freehold.type.FieldType;

/// What a value is to a rule. Values of one kind compare with each other, and with no other.
public enum Kind {
  /// Any numeric type. Computed exactly, as decimals.
  NUMBER("a number"),
  /// Ordered by code point.
  TEXT("text"),
  BOOLEAN("true or false"),
  DATE("a date"),
  TIME("a time"),
  DATETIME("a date and time"),
  UUID("a UUID"),
  /// Can be null or not, and has nothing to compare: JSON, and arrays.
  OPAQUE("a value without parts");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  public static Kind of(FieldType type) {
    if (type.array()) {
      return OPAQUE;
    }
    return switch (type.scalar()) {
      case INTEGER, BIGINT, NUMBER, DECIMAL -> NUMBER;
      case STRING, TEXT, EMAIL, URL, ENUM -> TEXT;
      case BOOLEAN -> BOOLEAN;
      case DATE -> DATE;
      case TIME -> TIME;
      case DATETIME -> DATETIME;
      case UUID -> UUID;
      case JSON -> OPAQUE;
    };
  }

  /// For a message.
  public String words() {
    return words;
  }
}
