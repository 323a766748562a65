package dev.freehold.sql;

import dev.freehold.plan.Column;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a column's values travel to PostgreSQL and back. JSON and decimals travel as text: PostgreSQL keeps both exactly,
/// and no tree or number is built only to be taken apart again.
///
/// Every parameter names its type. Where PostgreSQL infers one it goes by the first place that it meets, which is seldom
/// the one that counts.
final class ColumnForm {
  private ColumnForm() {}

  /// The column in a select list, under its own name.
  static String read(Column column) {
    String name = Fragment.quoted(column.name());
    return travelsAsText(column.type().scalar())
        ? name + "::text" + brackets(column) + " as " + name
        : name;
  }

  /// Parameter `n` as a value of the column's type.
  static String parameter(Column column, int n) {
    String type = sqlType(column.type().scalar()) + brackets(column);
    return travelsAsText(column.type().scalar())
        ? "$" + n + "::text" + brackets(column) + "::" + type
        : "$" + n + "::" + type;
  }

  /// Parameter `n` as an array of values of the column's type, for `= any(…)`.
  static String arrayParameter(Column column, int n) {
    String type = sqlType(column.type().scalar()) + "[]";
    return travelsAsText(column.type().scalar())
        ? "$" + n + "::text[]::" + type
        : "$" + n + "::" + type;
  }

  /// @param value of the Java class of the column's type
  static @Nullable Object argument(Column column, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return column.type().array()
        ? array(column.type().scalar(), (List<?>) value)
        : element(column.type().scalar(), value);
  }

  static Object[] array(Scalar scalar, List<?> values) {
    Object[] array =
        switch (scalar) {
          case STRING, TEXT, EMAIL, URL, ENUM, JSON, DECIMAL -> new String[values.size()];
          case INTEGER -> new Integer[values.size()];
          case BIGINT -> new Long[values.size()];
          case NUMBER -> new Double[values.size()];
          case BOOLEAN -> new Boolean[values.size()];
          case DATE -> new LocalDate[values.size()];
          case TIME -> new LocalTime[values.size()];
          case DATETIME -> new OffsetDateTime[values.size()];
          case UUID -> new UUID[values.size()];
        };
    for (int i = 0; i < array.length; i++) {
      array[i] = element(scalar, values.get(i));
    }
    return array;
  }

  private static Object element(Scalar scalar, Object value) {
    return scalar == Scalar.DECIMAL ? ((BigDecimal) value).toPlainString() : value;
  }

  private static String brackets(Column column) {
    return column.type().array() ? "[]" : "";
  }

  private static boolean travelsAsText(Scalar scalar) {
    return scalar == Scalar.JSON || scalar == Scalar.DECIMAL;
  }

  private static String sqlType(Scalar scalar) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL, ENUM -> "text";
      case INTEGER -> "integer";
      case BIGINT -> "bigint";
      case NUMBER -> "double precision";
      case DECIMAL -> "numeric";
      case BOOLEAN -> "boolean";
      case DATE -> "date";
      case TIME -> "time";
      case DATETIME -> "timestamptz";
      case UUID -> "uuid";
      case JSON -> "jsonb";
    };
  }
}
