package dev.freehold.token;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The settings shared by the issuer and the verifier of tokens.
///
/// @param issuer the `iss` claim of tokens under the secrets
/// @param audience the `aud` claim
/// @param secrets at least 32 bytes each (RFC 7518 section 3.2)
/// @param accessLife the lifetime of an access token, one minute to one day
/// @param published the key pairs, one of which signs access tokens in place of the secret; null for
///     none
public record TokenSettings(
    String issuer,
    String audience,
    SigningSecrets secrets,
    Duration accessLife,
    @Nullable PublishedKeys published) {
  /// The clock skew that is tolerated.
  public static final Duration LEEWAY = Duration.ofSeconds(30);

  public static final Duration LONGEST_ACCESS_LIFE = Duration.ofDays(1);

  /// Settings without key pairs.
  public TokenSettings(
      String issuer, String audience, SigningSecrets secrets, Duration accessLife) {
    this(issuer, audience, secrets, accessLife, null);
  }

  public TokenSettings {
    if (secrets.accepted().stream().anyMatch(secret -> secret.length() < HmacSha256.BYTES)) {
      throw new IllegalArgumentException("a secret has fewer than 32 bytes");
    }
    if (accessLife.compareTo(Duration.ofMinutes(1)) < 0
        || accessLife.compareTo(LONGEST_ACCESS_LIFE) > 0) {
      throw new IllegalArgumentException("the life of an access token is out of bounds");
    }
  }
}
