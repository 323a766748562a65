package dev.freehold.token;

import dev.freehold.type.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The secrets of the server. Everything is signed under the current one; what the previous one
/// signed is still accepted, so that a new secret signs out no user.
///
/// @param current `JWT_SECRET`
/// @param previous `JWT_SECRET_PREVIOUS`; null for none
public record SigningSecrets(Secret current, @Nullable Secret previous) {
  public static SigningSecrets of(Secret current) {
    return new SigningSecrets(current, null);
  }

  /// All of them, the current one first.
  public List<Secret> accepted() {
    return previous == null ? List.of(current) : List.of(current, previous);
  }
}
