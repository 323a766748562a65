package dev.freehold.ddl;

import java.util.Optional;

/// A conversion between two PostgreSQL types.
///
/// @param using an expression of the new type; null for a value that does not fit
/// @param convertibleWhen a condition that is true for each value that is kept; empty if all are
public record ColumnTypeConversion(String using, String convertibleWhen) {

  public boolean isLossless() {
    return convertibleWhen.isEmpty();
  }

  /// @param from as [dev.freehold.type.PostgresType] writes it
  /// @param column quoted
  /// @param major version of the server; before 16 it cannot check whether a text is a date
  /// @return empty if there is no obvious conversion
  public static Optional<ColumnTypeConversion> of(
      String from, String to, String column, int major) {
    if (to.equals(from + "[]")) {
      return lossless("case when %1$s is not null then array[%1$s] end".formatted(column));
    }
    if (from.equals(to + "[]")) {
      return conditional("cardinality(" + column + ") = 1", column + "[1]");
    }
    return switch (to) {
      case "text" -> text(from, column);
      case "jsonb" -> json(from, column);
      case "boolean", "integer", "bigint", "numeric", "double precision" ->
          from.equals("text") ? fromText(to, column) : number(from, to, column);
      case "date", "timestamp with time zone", "time(6) without time zone" ->
          from.equals("text") ? timeFromText(to, column, major) : betweenDates(from, to, column);
      case "uuid" ->
          from.equals("text")
              ? conditional(
                  column + " ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'", column + "::uuid")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<ColumnTypeConversion> lossless(String using) {
    return Optional.of(new ColumnTypeConversion(using, ""));
  }

  private static Optional<ColumnTypeConversion> conditional(String condition, String using) {
    return Optional.of(
        new ColumnTypeConversion("case when " + condition + " then " + using + " end", condition));
  }

  private static Optional<ColumnTypeConversion> text(String from, String column) {
    return switch (from) {
      case "integer",
          "bigint",
          "numeric",
          "double precision",
          "boolean",
          "uuid",
          "time(6) without time zone" ->
          lossless(column + "::text");
      case "date" -> lossless("to_char(" + column + ", 'YYYY-MM-DD')");
      case "timestamp with time zone" -> lossless(instant(column));
      case "jsonb" -> lossless(column + " #>> '{}'");
      default -> Optional.empty();
    };
  }

  /// In the format of RFC 3339, independent of the session's time zone.
  private static String instant(String column) {
    return "to_char(" + column + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
  }

  private static Optional<ColumnTypeConversion> json(String from, String column) {
    return switch (from) {
      case "timestamp with time zone" -> lossless("to_jsonb(" + instant(column) + ")");
      case "text",
          "integer",
          "bigint",
          "numeric",
          "double precision",
          "boolean",
          "uuid",
          "date",
          "time(6) without time zone" ->
          lossless("to_jsonb(" + column + ")");
      default -> Optional.empty();
    };
  }

  private static Optional<ColumnTypeConversion> number(String from, String to, String column) {
    return switch (from + " → " + to) {
      case "integer → bigint",
          "integer → numeric",
          "integer → double precision",
          "bigint → numeric",
          "boolean → integer" ->
          lossless(column + "::" + to);
      case "boolean → bigint", "boolean → numeric", "boolean → double precision" ->
          lossless(column + "::integer::" + to);
      case "double precision → numeric" -> lossless(column + "::text::numeric");
      case "bigint → double precision" ->
          conditional(
              column + "::double precision::numeric = " + column, column + "::double precision");
      case "numeric → double precision" ->
          conditional(
              column + "::double precision::text::numeric = " + column,
              column + "::double precision");
      case "bigint → integer", "numeric → integer", "numeric → bigint" ->
          conditional(isWhole(column, to), column + "::" + to);
      case "double precision → integer", "double precision → bigint" ->
          conditional(isWhole(column + "::text::numeric", to), column + "::text::numeric::" + to);
      case "integer → boolean",
          "bigint → boolean",
          "numeric → boolean",
          "double precision → boolean" ->
          conditional(column + " in (0, 1)", column + " = 1");
      default -> Optional.empty();
    };
  }

  private static String isWhole(String number, String to) {
    String limit = to.equals("integer") ? "2147483648" : "9223372036854775808";
    return "%1$s = trunc(%1$s) and %1$s >= -%2$s and %1$s < %2$s".formatted(number, limit);
  }

  /// Numbers and booleans as JSON writes them. The cast is inside a `case`, because `and` does not
  /// define the order of evaluation (PostgreSQL manual, 4.2.14).
  private static Optional<ColumnTypeConversion> fromText(String to, String column) {
    return switch (to) {
      case "boolean" -> conditional(column + " in ('true', 'false')", column + " = 'true'");
      case "integer", "bigint" ->
          conditional(
              "case when %s ~ '^-?[0-9]{1,19}$' then %s else false end"
                  .formatted(column, isWhole(column + "::numeric", to)),
              column + "::" + to);
      case "numeric" ->
          conditional(column + " ~ '^-?[0-9]{1,40}([.][0-9]{1,40})?$'", column + "::numeric");
      default ->
          conditional(
              column + " ~ '^-?[0-9]{1,40}([.][0-9]{1,40})?([eE][+-]?[0-9]{1,2})?$'",
              column + "::" + to);
    };
  }

  private static Optional<ColumnTypeConversion> betweenDates(
      String from, String to, String column) {
    return switch (from + " → " + to) {
      case "date → timestamp with time zone" -> lossless(column + "::timestamp at time zone 'UTC'");
      case "timestamp with time zone → date" ->
          conditional(
              "(%1$s at time zone 'UTC')::time = time '00:00'".formatted(column),
              "(" + column + " at time zone 'UTC')::date");
      default -> Optional.empty();
    };
  }

  /// PostgreSQL also accepts other texts as dates, such as `tomorrow`.
  private static Optional<ColumnTypeConversion> timeFromText(String to, String column, int major) {
    if (major < 16) {
      return Optional.empty();
    }
    String day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    String clock = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?";
    String shape =
        switch (to) {
          case "date" -> day;
          case "timestamp with time zone" -> day + "[Tt ]" + clock + "([Zz]|[+-][0-9]{2}:[0-9]{2})";
          default -> clock;
        };
    return conditional(
        "case when %1$s ~ '^%2$s$' then pg_input_is_valid(%1$s, '%3$s') else false end"
            .formatted(column, shape, to),
        column + "::" + to);
  }
}
