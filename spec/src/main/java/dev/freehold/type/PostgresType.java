package dev.freehold.type;

import dev.freehold.type.FieldType.ScalarType;

/// The PostgreSQL types of field types, in the format of `format_type`, for comparison with the
/// catalog.
public final class PostgresType {
  private PostgresType() {}

  public static String of(FieldType type) {
    return type.array() ? of(type.scalar()) + "[]" : of(type.scalar());
  }

  public static String of(ScalarType scalar) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL, ENUM -> "text";
      case INTEGER -> "integer";
      case BIGINT, INTEGER_ID -> "bigint";
      case NUMBER -> "double precision";
      case DECIMAL -> "numeric";
      case BOOLEAN -> "boolean";
      case DATE -> "date";
      case TIME -> "time(6) without time zone";
      case DATETIME -> "timestamp with time zone";
      case UUID -> "uuid";
      case JSON -> "jsonb";
    };
  }
}
