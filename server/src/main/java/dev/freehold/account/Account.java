package dev.freehold.account;

import dev.freehold.account.UserRepository.UserProfile;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account, as shown to an operator.
///
/// @param email normalized
/// @param roles as stored, in alphabetical order
/// @param disabledAt null if the account is enabled
public record Account(
    UUID id,
    String email,
    @Nullable String name,
    List<String> roles,
    @Nullable OffsetDateTime disabledAt,
    OffsetDateTime createdAt) {
  /// The columns that [#of] reads, of `auth.users` as `u` and `auth.emails` as `e`.
  static final String COLUMNS = UserProfile.COLUMNS + ", u.disabled_at";

  public Account {
    roles = List.copyOf(roles);
  }

  public boolean isDisabled() {
    return disabledAt != null;
  }

  static Account of(Row row) {
    return new Account(
        row.getUUID("id"),
        row.getString("email"),
        row.getString("name"),
        List.of(row.getArrayOfStrings("roles")),
        row.getOffsetDateTime("disabled_at"),
        row.getOffsetDateTime("created_at"));
  }
}
