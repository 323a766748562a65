package dev.freehold.audit.plant;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// What a fault may use: the server that has none, its twin, the database as its superuser, and the
/// key of the tokens.
interface House {
  /// What the server answers: of a request on resources its twin, where the defect has one.
  Answer send(Ask ask) throws IOException;

  /// What the server itself answers.
  Answer sendPast(Ask ask) throws IOException;

  Forge forge();

  /// The first column, a text, of the first row; empty where there is no row.
  Optional<String> query(String sql, Object... arguments);

  /// What a fault keeps between requests.
  Map<String, String> memory();

  /// Whose row it is.
  default Optional<UUID> owner(String table, String id) {
    if (!id.matches("[0-9a-f-]{1,36}") || !table.matches("[a-z_]{1,40}")) {
      return Optional.empty();
    }
    return query("select user_id::text from app." + table + " where id::text = $1", id)
        .map(UUID::fromString);
  }

  static Map<String, String> emptyMemory() {
    return new ConcurrentHashMap<>();
  }
}
