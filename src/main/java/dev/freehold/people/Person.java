package dev.freehold.people;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Someone who can sign in, as they may see themselves.
///
/// @param email normalized
/// @param roles as stored, in alphabetical order: what the spec has no role for means nothing
public record Person(
    UUID id,
    String email,
    @Nullable String name,
    List<String> roles,
    OffsetDateTime createdAt,
    OffsetDateTime updatedAt) {
  /// The columns that [#of] reads, of `auth.users` as `u` and `auth.emails` as `e`.
  static final String COLUMNS =
      "u.id, e.email, u.name, u.created_at, u.updated_at, array(select r.role from auth.roles r"
          + " where r.user_id = u.id order by r.role) as roles";

  public Person {
    roles = List.copyOf(roles);
  }

  static Person of(Row row) {
    return new Person(
        row.getUUID("id"),
        row.getString("email"),
        row.getString("name"),
        List.of(row.getArrayOfStrings("roles")),
        row.getOffsetDateTime("created_at"),
        row.getOffsetDateTime("updated_at"));
  }
}
