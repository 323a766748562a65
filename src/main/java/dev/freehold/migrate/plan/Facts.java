package dev.freehold.migrate.plan;

import java.util.Map;

/// What the database tells of its rows before a plan is made.
///
/// @param rows about how many a table has, by its name; 0 where nothing is known of it
/// @param major of the server's version: 15
public record Facts(Map<String, Long> rows, int major) {
  public Facts {
    rows = Map.copyOf(rows);
  }

  public long rowsOf(String table) {
    return rows.getOrDefault(table, 0L);
  }
}
