package dev.freehold.db;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The run-time parameters of a session, made by a statement after the connection is open: a pooler refuses
/// parameters of a connection that it does not know, and PgBouncer knows neither of these.
///
/// Times are in milliseconds, 0 for no limit.
record SessionSettings(Map<String, String> values) {
  SessionSettings {
    values = Map.copyOf(values);
  }

  /// @param timeout of a statement; zero for none
  static SessionSettings ofStatements(Duration timeout) {
    return new SessionSettings(Map.of("statement_timeout", Long.toString(timeout.toMillis())));
  }

  SessionSettings with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new SessionSettings(more);
  }

  /// The statements that make them.
  String sql() {
    return values.entrySet().stream()
        .map(each -> "set " + each.getKey() + " = '" + each.getValue() + "'")
        .collect(Collectors.joining("; "));
  }
}
