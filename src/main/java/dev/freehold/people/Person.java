package dev.freehold.people;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Someone who can sign in, as they may see themselves.
///
/// @param email normalized
public record Person(
    UUID id,
    String email,
    @Nullable String name,
    OffsetDateTime createdAt,
    OffsetDateTime updatedAt) {
  /// The columns that [#of] reads, of `auth.users` as `u` and `auth.emails` as `e`.
  static final String COLUMNS = "u.id, e.email, u.name, u.created_at, u.updated_at";

  static Person of(Row row) {
    return new Person(
        row.getUUID("id"),
        row.getString("email"),
        row.getString("name"),
        row.getOffsetDateTime("created_at"),
        row.getOffsetDateTime("updated_at"));
  }
}
