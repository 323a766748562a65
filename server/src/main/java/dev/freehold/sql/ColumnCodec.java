package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.PostgresType;
import dev.freehold.type.SqlQuoting;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Converts column values between Java and SQL. JSON and decimals are sent and read as text:
/// PostgreSQL keeps both exactly, and no intermediate tree or number is built.
///
/// Every parameter has an explicit type. PostgreSQL would otherwise infer it from the first place
/// where the parameter occurs, which is often the wrong one.
final class ColumnCodec {
  private ColumnCodec() {}

  /// The column of the row `alias` in a select list, with no defined name.
  public static String selectItem(String alias, ColumnPlan column) {
    return alias + "." + SqlQuoting.identifier(column.name()) + resultCast(column);
  }

  /// The cast of a result to the type that this program reads. It costs nothing while the column has
  /// that type. If another program changes the type, a prepared statement stays valid, and a value that
  /// does not fit fails inside the statement, which then changes nothing.
  static String resultCast(ColumnPlan column) {
    String type =
        travelsAsText(column.type().scalar()) ? "text" : PostgresType.of(column.type().scalar());
    return "::" + type + brackets(column);
  }

  /// Parameter `n` as a value of the column's type.
  public static String parameter(ColumnPlan column, int n) {
    String type = PostgresType.of(column.type().scalar()) + brackets(column);
    return travelsAsText(column.type().scalar())
        ? "$" + n + "::text" + brackets(column) + "::" + type
        : "$" + n + "::" + type;
  }

  /// Parameter `n` as one value of the column's element type.
  public static String elementParameter(ColumnPlan column, int n) {
    String type = PostgresType.of(column.type().scalar());
    return travelsAsText(column.type().scalar())
        ? "$" + n + "::text::" + type
        : "$" + n + "::" + type;
  }

  /// Parameter `n` as an array of values of the column's type, for `= any(…)`.
  public static String arrayParameter(ColumnPlan column, int n) {
    String type = PostgresType.of(column.type().scalar()) + "[]";
    return travelsAsText(column.type().scalar())
        ? "$" + n + "::text[]::" + type
        : "$" + n + "::" + type;
  }

  /// @param value of the Java class of the column's type
  public static @Nullable Object argument(ColumnPlan column, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return column.type().array()
        ? array(column.type().scalar(), (List<?>) value)
        : element(column.type().scalar(), value);
  }

  /// Values of the column's element type, for [#arrayParameter].
  public static Object[] array(ScalarType scalar, List<?> values) {
    Object[] array =
        switch (scalar) {
          case STRING, TEXT, EMAIL, URL, ENUM, JSON, DECIMAL -> new String[values.size()];
          case INTEGER -> new Integer[values.size()];
          case BIGINT, INTEGER_ID -> new Long[values.size()];
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

  /// One value of a type, in the form in which it is sent.
  public static Object element(ScalarType scalar, Object value) {
    return scalar == ScalarType.DECIMAL ? ((BigDecimal) value).toPlainString() : value;
  }

  private static String brackets(ColumnPlan column) {
    return column.type().array() ? "[]" : "";
  }

  private static boolean travelsAsText(ScalarType scalar) {
    return scalar == ScalarType.JSON || scalar == ScalarType.DECIMAL;
  }
}
