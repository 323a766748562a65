package dev.freehold.type;

import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Quotes names and values in SQL text. No other class quotes: DDL has no parameters, and all other
/// statements bind their values.
public final class SqlQuoting {
  private SqlQuoting() {}

  /// A quoted identifier (PostgreSQL manual, 4.1.1).
  ///
  /// @throws IllegalArgumentException for U+0000, which an identifier cannot contain
  public static String identifier(String name) {
    return '"' + storable(name).replace("\"", "\"\"") + '"';
  }

  public static String qualified(String schema, String name) {
    return identifier(schema) + "." + identifier(name);
  }

  public static String identifiers(Collection<String> names) {
    return names.stream().map(SqlQuoting::identifier).collect(Collectors.joining(", "));
  }

  /// A string constant that is independent of the setting `standard_conforming_strings`: a
  /// backslash is always written in the escape form (PostgreSQL manual, 4.1.2.2).
  ///
  /// @throws IllegalArgumentException for U+0000, which a text cannot contain
  public static String stringLiteral(String value) {
    String quoted = "'" + storable(value).replace("'", "''") + "'";
    return value.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
  }

  /// A constant of a field type.
  ///
  /// @param value a value of the Java class given by [ScalarType]; a list of such values for an
  ///   array
  public static String literal(FieldType type, Object value) {
    if (!type.array()) {
      return literal(type.scalar(), value);
    }
    return ((List<?>) value)
        .stream()
            .map(v -> literal(type.scalar(), v))
            .collect(Collectors.joining(", ", "array[", "]::" + PostgresType.of(type)));
  }

  private static String literal(ScalarType scalar, Object value) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL, ENUM -> stringLiteral((String) value);
      case INTEGER -> Integer.toString((Integer) value);
      case BIGINT, INTEGER_ID -> Long.toString((Long) value);
      case NUMBER -> "'" + Double.toString((Double) value) + "'::double precision";
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case BOOLEAN -> Boolean.toString((Boolean) value);
      case DATE -> "date '" + value + "'";
      case TIME -> time((LocalTime) value);
      case DATETIME -> dateTime((OffsetDateTime) value);
      case UUID -> "'" + value + "'::uuid";
      case JSON -> stringLiteral((String) value) + "::jsonb";
    };
  }

  private static String time(LocalTime value) {
    char[] text = new char[DateTimeFormat.MAX_LENGTH];
    return "time '" + new String(text, 0, DateTimeFormat.write(text, value)) + "'";
  }

  private static String dateTime(OffsetDateTime value) {
    char[] text = new char[DateTimeFormat.MAX_LENGTH];
    return "timestamptz '" + new String(text, 0, DateTimeFormat.write(text, value)) + "'";
  }

  private static String storable(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("U+0000 in the text of a statement");
    }
    return text;
  }
}
