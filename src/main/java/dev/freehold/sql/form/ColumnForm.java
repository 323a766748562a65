package dev.freehold.sql.form;

import dev.freehold.plan.Column;
import dev.freehold.type.Scalar;
import dev.freehold.type.sql.ColumnType;
import dev.freehold.type.sql.SqlText;
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
public final class ColumnForm {
  private ColumnForm() {}

  /// The column in a select list, under its own name.
  public static String read(Column column) {
    String name = SqlText.identifier(column.name());
    return travelsAsText(column.type().scalar())
        ? name + "::text" + brackets(column) + " as " + name
        : name;
  }

  /// The column of the row `alias` in a select list, under whatever name.
  public static String read(String alias, Column column) {
    String name = alias + "." + SqlText.identifier(column.name());
    return travelsAsText(column.type().scalar()) ? name + "::text" + brackets(column) : name;
  }

  /// Parameter `n` as a value of the column's type.
  public static String parameter(Column column, int n) {
    String type = ColumnType.of(column.type().scalar()) + brackets(column);
    return travelsAsText(column.type().scalar())
        ? "$" + n + "::text" + brackets(column) + "::" + type
        : "$" + n + "::" + type;
  }

  /// Parameter `n` as one value of the column's element type.
  public static String elementParameter(Column column, int n) {
    String type = ColumnType.of(column.type().scalar());
    return travelsAsText(column.type().scalar())
        ? "$" + n + "::text::" + type
        : "$" + n + "::" + type;
  }

  /// Parameter `n` as an array of values of the column's type, for `= any(…)`.
  public static String arrayParameter(Column column, int n) {
    String type = ColumnType.of(column.type().scalar()) + "[]";
    return travelsAsText(column.type().scalar())
        ? "$" + n + "::text[]::" + type
        : "$" + n + "::" + type;
  }

  /// @param value of the Java class of the column's type
  public static @Nullable Object argument(Column column, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return column.type().array()
        ? array(column.type().scalar(), (List<?>) value)
        : element(column.type().scalar(), value);
  }

  /// Values of the column's element type, for [#arrayParameter].
  public static Object[] array(Scalar scalar, List<?> values) {
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

  /// One value of a type, as it travels.
  public static Object element(Scalar scalar, Object value) {
    return scalar == Scalar.DECIMAL ? ((BigDecimal) value).toPlainString() : value;
  }

  private static String brackets(Column column) {
    return column.type().array() ? "[]" : "";
  }

  private static boolean travelsAsText(Scalar scalar) {
    return scalar == Scalar.JSON || scalar == Scalar.DECIMAL;
  }
}
