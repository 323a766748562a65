package dev.freehold.account;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that happened to an account, for the record that [AccountEventLog] keeps. No event carries a
/// secret.
///
/// @param user the account; null if it is not known, as in a failed log-in
/// @param email normalized, of which the record keeps a hash; null where the account is enough
/// @param session or the API key in its place; null if none is concerned
/// @param way of sign-in, one of the constants or [#provider]; null where there is none
public record AccountEvent(
    Kind kind,
    @Nullable UUID user,
    @Nullable String email,
    @Nullable UUID session,
    @Nullable String way) {
  public static final String PASSWORD = "password";
  public static final String PASSWORD_AND_TOTP = "password+totp";
  public static final String PASSWORD_AND_RECOVERY_CODE = "password+recovery_code";
  public static final String PASSKEY = "passkey";
  public static final String TOTP = "totp";

  public AccountEvent(
      Kind kind, @Nullable UUID user, @Nullable String email, @Nullable UUID session) {
    this(kind, user, email, session, null);
  }

  /// The way of a sign-in by a provider.
  ///
  /// @param name of the provider in the spec
  public static String provider(String name) {
    return "provider:" + name;
  }

  /// The same with the way of its sign-in.
  public AccountEvent by(String way) {
    return new AccountEvent(kind, user, email, session, way);
  }

  /// What happened. The record has the name in lower case.
  public enum Kind {
    SIGN_UP,
    /// A person of an external issuer was seen first, and has an account now.
    ACCOUNT_PROVISIONED,
    /// A valid token of an external issuer was refused, because the account is disabled.
    EXTERNAL_TOKEN_DENIED,
    LOG_IN,
    LOG_IN_FAILED,
    /// The password was right, or the session is, and the code of the second factor was wrong.
    SECOND_FACTOR_FAILED,
    /// A second factor was set up, or replaced.
    TOTP_ON,
    TOTP_OFF,
    RECOVERY_CODE_USED,
    RECOVERY_CODES_REPLACED,
    /// A signed-in person showed the second factor again.
    STEPPED_UP,
    /// A refresh token was used again after its grace period: its session was ended.
    REFRESH_REUSED,
    /// One session was ended: by a log-out, or by its user elsewhere.
    SESSION_ENDED,
    /// All sessions were ended but that of the request.
    OTHER_SESSIONS_ENDED,
    PASSWORD_CHANGED,
    /// The address of the account was proven with a mail, for the first time.
    EMAIL_VERIFIED,
    EMAIL_CHANGE_REQUESTED,
    EMAIL_CHANGED,
    /// A signed-in caller gave a wrong password for a change of the account.
    PASSWORD_WRONG,
    ACCOUNT_DELETED,
    /// The account was kept because something must not lose it.
    DELETION_DENIED,
    EXPORTED,
    KEY_CREATED,
    KEY_DELETED,
    /// A request came with an API key: the first of the key in an hour, on a node. Its id stands for the
    /// session, as in the two that follow.
    KEY_USED,
    /// A request was refused to an API key, as one out of its scopes: the first in an hour, on a node.
    KEY_DENIED,
    /// A key that has expired, or is of a disabled account, was used: the first in an hour, on a node.
    KEY_REFUSED,
    PASSKEY_ADDED,
    PASSKEY_REMOVED,
    /// The signature of a passkey was valid, but the passkey may have been copied.
    PASSKEY_REFUSED,
    /// A rate limit refused a request.
    LIMITED,
    /// By an operator, as the others that follow.
    CREATED,
    ROLES_CHANGED,
    DISABLED,
    ENABLED,
    PASSWORD_RESET,
    FACTORS_RESET,
    /// By an operator: the account is gone.
    DELETED,
    /// By an operator: an API key is gone.
    KEY_REVOKED;

    /// Whether strangers can cause it at will.
    boolean isOfStrangers() {
      return this == LOG_IN_FAILED || this == LIMITED;
    }

    /// In the record.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// An event of an account that is signed in.
  public static AccountEvent of(Kind kind, UUID user, @Nullable UUID session) {
    return new AccountEvent(kind, user, null, session);
  }

  /// An event of an address that may belong to an account.
  public static AccountEvent ofEmail(Kind kind, String email) {
    return new AccountEvent(kind, null, email, null);
  }
}
