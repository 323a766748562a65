package dev.freehold.audit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A caller of the audit: user A, user B or an anonymous caller.
///
/// @param label `A`, `B`, …; `nobody` for who has no token
/// @param email null where only a token was given
/// @param password null where only a token was given
/// @param id as the server calls this person; null where it does not say
/// @param token null of nobody
/// @param refreshToken null where none was given
public record AuditUser(
    String label,
    @Nullable String email,
    @Nullable String password,
    @Nullable String id,
    @Nullable String token,
    @Nullable String refreshToken) {
  public static final AuditUser ANONYMOUS = new AuditUser("nobody", null, null, null, null, null);

  /// The shell variable that stands for the token wherever a request is shown.
  public String shellVariable() {
    return "$TOKEN_" + label;
  }

  /// The same person with other tokens.
  public AuditUser with(String otherToken, @Nullable String otherRefreshToken) {
    return new AuditUser(label, email, password, id, otherToken, otherRefreshToken);
  }

  /// @throws NullPointerException of nobody
  public String bearer() {
    return Objects.requireNonNull(token);
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return label;
  }
}
