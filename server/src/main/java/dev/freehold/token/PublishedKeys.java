package dev.freehold.token;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The key pairs of access tokens that other services verify.
///
/// @param issuer the public address of the server, where they find the keys; the `iss` of the tokens
/// @param current signs
/// @param accepted public keys that verify: those of `current` and of the key before or after it
public record PublishedKeys(String issuer, SigningKey current, List<PublicJwk> accepted) {
  /// @param other the key before or after the current one; null for none
  public static PublishedKeys of(String issuer, SigningKey current, @Nullable SigningKey other) {
    return new PublishedKeys(
        issuer,
        current,
        other == null ? List.of(current.jwk()) : List.of(current.jwk(), other.jwk()));
  }

  public PublishedKeys {
    accepted = List.copyOf(accepted);
  }

  /// The JWK Set (RFC 7517 section 5).
  public String jwks() {
    return accepted.stream()
        .map(PublicJwk::json)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }
}
