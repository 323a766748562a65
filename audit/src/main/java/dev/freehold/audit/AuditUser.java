package dev.freehold.audit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A caller of the audit: user A, user B or an anonymous caller.
///
/// @param label `A`, `B`, …; `anonymous` for a client without a token
/// @param email null if only a token was given
/// @param password null if only a token was given
/// @param id the server's id of the user; null if unknown
/// @param token null for the anonymous client
/// @param refreshToken null if the server issued none
/// @param session null unless cookies carry the session; `token` is then their text
public record AuditUser(
    String label,
    @Nullable String email,
    @Nullable String password,
    @Nullable String id,
    @Nullable String token,
    @Nullable String refreshToken,
    @Nullable SessionCookies session) {
  public static final AuditUser ANONYMOUS =
      new AuditUser("anonymous", null, null, null, null, null);

  /// A user with a token.
  public AuditUser(
      String label,
      @Nullable String email,
      @Nullable String password,
      @Nullable String id,
      @Nullable String token,
      @Nullable String refreshToken) {
    this(label, email, password, id, token, refreshToken, null);
  }

  /// The shell variable that replaces the token in a shown request.
  public String shellVariable() {
    return "$TOKEN_" + label;
  }

  /// The same user with other tokens.
  public AuditUser with(String otherToken, @Nullable String otherRefreshToken) {
    return new AuditUser(label, email, password, id, otherToken, otherRefreshToken);
  }

  /// The same user in a session of cookies.
  public AuditUser with(SessionCookies cookies) {
    return new AuditUser(label, email, password, id, cookies.text(), null, cookies);
  }

  /// @throws NullPointerException for the anonymous client
  public String bearer() {
    return Objects.requireNonNull(token);
  }

  /// The name in reports, without secrets.
  @Override
  public String toString() {
    return token == null ? "an anonymous client" : "user " + label;
  }
}
