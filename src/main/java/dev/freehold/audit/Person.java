package dev.freehold.audit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Somebody who sends requests.
///
/// @param label `A`, `B`, …; `nobody` for who has no token
/// @param email null where only a token was given
/// @param password null where only a token was given
/// @param id as the server calls this person; null where it does not say
/// @param token null of nobody
/// @param refreshToken null where none was given
public record Person(
    String label,
    @Nullable String email,
    @Nullable String password,
    @Nullable String id,
    @Nullable String token,
    @Nullable String refreshToken) {
  public static final Person NOBODY = new Person("nobody", null, null, null, null, null);

  /// The shell variable that stands for the token wherever a request is shown.
  public String variable() {
    return "$TOKEN_" + label;
  }

  /// The same person with other tokens.
  public Person with(String otherToken, @Nullable String otherRefreshToken) {
    return new Person(label, email, password, id, otherToken, otherRefreshToken);
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
