package dev.freehold.audit;

import dev.freehold.client.ClientRequest;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A caller of the audit: user A, user B or an anonymous caller.
///
/// @param label `A`, `B`, …; `anonymous` for a client without a token
/// @param email null if only a token was given
/// @param password null if only a token was given
/// @param id the server's id of the user; null if unknown
/// @param token null for the anonymous client
/// @param refreshToken null if the server issued none
/// @param placement where requests carry the token
/// @param session null unless cookies carry the session; `token` is then their text
public record AuditUser(
    String label,
    @Nullable String email,
    @Nullable String password,
    @Nullable String id,
    @Nullable String token,
    @Nullable String refreshToken,
    TokenPlacement placement,
    @Nullable SessionCookies session) {
  public static final AuditUser ANONYMOUS =
      new AuditUser("anonymous", null, null, null, null, null);

  /// A user with a bearer token.
  public AuditUser(
      String label,
      @Nullable String email,
      @Nullable String password,
      @Nullable String id,
      @Nullable String token,
      @Nullable String refreshToken) {
    this(label, email, password, id, token, refreshToken, TokenPlacement.BEARER, null);
  }

  /// The shell variable that replaces the token in a shown request.
  public String shellVariable() {
    return "$TOKEN_" + label;
  }

  /// The same user with other tokens.
  public AuditUser with(String otherToken, @Nullable String otherRefreshToken) {
    return new AuditUser(
        label, email, password, id, otherToken, otherRefreshToken, placement, null);
  }

  /// The same user in a session of cookies.
  public AuditUser with(SessionCookies cookies) {
    return new AuditUser(
        label, email, password, id, cookies.text(), null, TokenPlacement.BEARER, cookies);
  }

  /// The same user with its token in another place.
  public AuditUser with(TokenPlacement other) {
    return new AuditUser(label, email, password, id, token, refreshToken, other, session);
  }

  /// The request with what signs this user in; unchanged for the anonymous client.
  public ClientRequest sign(ClientRequest call) {
    if (session != null) {
      return session.sign(call, label);
    }
    return token == null ? call : placement.place(call, token, shellVariable());
  }

  /// Why this user has no token that could be forged; empty if it has.
  public Optional<String> whyNoToken() {
    if (session != null) {
      return Optional.of("a session cookie signs in, no token");
    }
    return placement.isBasic()
        ? Optional.of("name and password sign in, no token")
        : Optional.empty();
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
