package dev.freehold.sql.embed;

import dev.freehold.plan.Column;
import dev.freehold.type.sql.SqlText;

/// A column as an expression that `row_to_json` writes in our format: decimals as strings, date-times in UTC with `Z`,
/// whatever the session's time zone is. What else there is, PostgreSQL writes so by itself.
final class JsonColumn {
  private JsonColumn() {}

  /// @param alias of the row
  static String of(String alias, Column column) {
    String name = alias + "." + SqlText.identifier(column.name());
    return switch (column.type().scalar()) {
      case DECIMAL -> name + (column.type().array() ? "::text[]" : "::text");
      case DATETIME -> column.type().array() ? dateTimes(name) : dateTime(name);
      case STRING,
          TEXT,
          EMAIL,
          URL,
          ENUM,
          INTEGER,
          BIGINT,
          NUMBER,
          BOOLEAN,
          DATE,
          TIME,
          UUID,
          JSON ->
          name;
    };
  }

  /// JSON has a `timestamp` as ISO 8601 with as many fraction digits as there are, whatever `DateStyle` says.
  private static String dateTime(String value) {
    return "(to_json(" + value + " at time zone 'UTC') #>> '{}') || 'Z'";
  }

  private static String dateTimes(String values) {
    return "case when %1$s is not null then array(select %2$s from unnest(%1$s) with ordinality as u(e, n) order by u.n) end"
        .formatted(values, dateTime("u.e"));
  }
}
