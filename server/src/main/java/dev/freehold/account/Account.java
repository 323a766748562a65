package dev.freehold.account;

import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.password.PasswordHasher;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account, as shown to an operator.
///
/// @param email normalized; of an external account its handle, `NAME:SUBJECT`
/// @param roles as stored, in alphabetical order
/// @param verified whether the address is
/// @param invited whether nobody knows the password yet, because the person has not signed up
/// @param totp whether the account has a second factor by TOTP that is confirmed
/// @param passkeys how many it has
/// @param disabledAt null if the account is enabled
public record Account(
    UUID id,
    String email,
    @Nullable String name,
    List<String> roles,
    boolean verified,
    boolean invited,
    boolean totp,
    long passkeys,
    @Nullable OffsetDateTime disabledAt,
    OffsetDateTime createdAt) {
  /// The columns that [#of] reads, of `auth.users` as `u`, `auth.emails` as `e` and `auth.identities` as
  /// `i`.
  static final String COLUMNS =
      UserProfile.SHARED_COLUMNS
          + ", coalesce(e.email, i.issuer || ':' || i.subject) as email, u.disabled_at,"
          + " coalesce(u.password_hash like '"
          + PasswordHasher.UNKNOWN
          + "', false) as invited, exists (select from auth.totp t where t.user_id = u.id and"
          + " t.secret is not null) as totp, (select count(*) from auth.passkeys p where p.user_id"
          + " = u.id) as passkeys";

  public Account {
    roles = List.copyOf(roles);
  }

  /// Whether the account is of an external issuer: no e-mail address has a colon.
  public boolean isExternal() {
    return isExternal(email);
  }

  public static boolean isExternal(String emailOrHandle) {
    return emailOrHandle.indexOf(':') >= 0;
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
        row.getBoolean("verified"),
        row.getBoolean("invited"),
        row.getBoolean("totp"),
        row.getLong("passkeys"),
        row.getOffsetDateTime("disabled_at"),
        row.getOffsetDateTime("created_at"));
  }
}
