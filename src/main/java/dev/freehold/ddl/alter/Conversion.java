package dev.freehold.ddl.alter;

import java.util.Optional;

/// How values of one type of PostgreSQL become values of another.
///
/// @param using an expression of the new type; null for a value that does not fit
/// @param fits a condition, true of each value that is kept; empty where all are
public record Conversion(String using, String fits) {

  public boolean keepsAll() {
    return fits.isEmpty();
  }

  /// @param from in the words of PostgreSQL, as [dev.freehold.type.sql.ColumnType] writes them
  /// @param column quoted
  /// @param major of the server's version. Before 16 it can be asked of no text whether it is a date
  /// @return empty where there is no way that people would agree on
  public static Optional<Conversion> of(String from, String to, String column, int major) {
    if (to.equals(from + "[]")) {
      return keeps("case when %1$s is not null then array[%1$s] end".formatted(column));
    }
    if (from.equals(to + "[]")) {
      return where("cardinality(" + column + ") = 1", column + "[1]");
    }
    return switch (to) {
      case "text" -> text(from, column);
      case "jsonb" -> json(from, column);
      case "boolean", "integer", "bigint", "numeric", "double precision" ->
          from.equals("text") ? written(to, column) : number(from, to, column);
      case "date", "timestamp with time zone", "time(6) without time zone" ->
          from.equals("text") ? time(to, column, major) : dated(from, to, column);
      case "uuid" ->
          from.equals("text")
              ? where(
                  column + " ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'", column + "::uuid")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Conversion> keeps(String using) {
    return Optional.of(new Conversion(using, ""));
  }

  private static Optional<Conversion> where(String fits, String using) {
    return Optional.of(new Conversion("case when " + fits + " then " + using + " end", fits));
  }

  private static Optional<Conversion> text(String from, String column) {
    return switch (from) {
      case "integer",
          "bigint",
          "numeric",
          "double precision",
          "boolean",
          "uuid",
          "time(6) without time zone" ->
          keeps(column + "::text");
      case "date" -> keeps("to_char(" + column + ", 'YYYY-MM-DD')");
      case "timestamp with time zone" -> keeps(instant(column));
      case "jsonb" -> keeps(column + " #>> '{}'");
      default -> Optional.empty();
    };
  }

  /// As RFC 3339 writes it, whatever the session's time zone.
  private static String instant(String column) {
    return "to_char(" + column + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
  }

  private static Optional<Conversion> json(String from, String column) {
    return switch (from) {
      case "timestamp with time zone" -> keeps("to_jsonb(" + instant(column) + ")");
      case "text",
          "integer",
          "bigint",
          "numeric",
          "double precision",
          "boolean",
          "uuid",
          "date",
          "time(6) without time zone" ->
          keeps("to_jsonb(" + column + ")");
      default -> Optional.empty();
    };
  }

  private static Optional<Conversion> number(String from, String to, String column) {
    return switch (from + " → " + to) {
      case "integer → bigint",
          "integer → numeric",
          "integer → double precision",
          "bigint → numeric",
          "boolean → integer" ->
          keeps(column + "::" + to);
      case "boolean → bigint", "boolean → numeric", "boolean → double precision" ->
          keeps(column + "::integer::" + to);
      case "double precision → numeric" -> keeps(column + "::text::numeric");
      case "bigint → double precision" ->
          where(column + "::double precision::numeric = " + column, column + "::double precision");
      case "numeric → double precision" ->
          where(
              column + "::double precision::text::numeric = " + column,
              column + "::double precision");
      case "bigint → integer", "numeric → integer", "numeric → bigint" ->
          where(whole(column, to), column + "::" + to);
      case "double precision → integer", "double precision → bigint" ->
          where(whole(column + "::text::numeric", to), column + "::text::numeric::" + to);
      case "integer → boolean",
          "bigint → boolean",
          "numeric → boolean",
          "double precision → boolean" ->
          where(column + " in (0, 1)", column + " = 1");
      default -> Optional.empty();
    };
  }

  private static String whole(String number, String to) {
    String limit = to.equals("integer") ? "2147483648" : "9223372036854775808";
    return "%1$s = trunc(%1$s) and %1$s >= -%2$s and %1$s < %2$s".formatted(number, limit);
  }

  /// Numbers and truth values as JSON writes them. A cast stands behind a `case`, for `and` promises no order
  /// (PostgreSQL manual, 4.2.14).
  private static Optional<Conversion> written(String to, String column) {
    return switch (to) {
      case "boolean" -> where(column + " in ('true', 'false')", column + " = 'true'");
      case "integer", "bigint" ->
          where(
              "case when %s ~ '^-?[0-9]{1,19}$' then %s else false end"
                  .formatted(column, whole(column + "::numeric", to)),
              column + "::" + to);
      case "numeric" ->
          where(column + " ~ '^-?[0-9]{1,40}([.][0-9]{1,40})?$'", column + "::numeric");
      default ->
          where(
              column + " ~ '^-?[0-9]{1,40}([.][0-9]{1,40})?([eE][+-]?[0-9]{1,2})?$'",
              column + "::" + to);
    };
  }

  private static Optional<Conversion> dated(String from, String to, String column) {
    return switch (from + " → " + to) {
      case "date → timestamp with time zone" -> keeps(column + "::timestamp at time zone 'UTC'");
      case "timestamp with time zone → date" ->
          where(
              "(%1$s at time zone 'UTC')::time = time '00:00'".formatted(column),
              "(" + column + " at time zone 'UTC')::date");
      default -> Optional.empty();
    };
  }

  /// PostgreSQL reads much else as a date, such as `tomorrow`.
  private static Optional<Conversion> time(String to, String column, int major) {
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
    return where(
        "case when %1$s ~ '^%2$s$' then pg_input_is_valid(%1$s, '%3$s') else false end"
            .formatted(column, shape, to),
        column + "::" + to);
  }
}
