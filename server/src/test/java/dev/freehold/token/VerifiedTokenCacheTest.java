package dev.freehold.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.token.AccessTokenVerifier.VerificationResult;
import dev.freehold.type.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Tests that a cached token is not verified again, but that its expiry is.
class VerifiedTokenCacheTest {
  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final TokenSettings SETTINGS =
      new TokenSettings(
          "freehold",
          "Tasks",
          SigningSecrets.of(Secret.of("0123456789abcdef0123456789abcdef")),
          LIFE);
  private static final UUID USER = UUID.fromString("0189b6f4-1d2c-7abc-8def-0123456789ab");
  private static final UUID SESSION = UUID.fromString("0189b6f4-1d2c-7abc-8def-ba9876543210");

  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final AccessTokenVerifier verifier = new AccessTokenVerifier(SETTINGS, () -> now);
  private final String token = new AccessTokenIssuer(SETTINGS, () -> now).issue(USER, SESSION);

  @Test
  void aCachedTokenIsCheckedForExpiry() {
    assertThat(verifier.verify(token))
        .isEqualTo(new VerificationResult.Accepted(USER, SESSION, Set.of()));
    assertThat(verifier.verify(token))
        .isEqualTo(new VerificationResult.Accepted(USER, SESSION, Set.of()));
    now = now.plus(LIFE).plus(TokenSettings.LEEWAY);
    assertThat(verifier.verify(token)).isEqualTo(new VerificationResult.Expired());
  }

  @Test
  void onlyTheIdenticalTokenIsAHit() {
    assertThat(verifier.verify(token))
        .isEqualTo(new VerificationResult.Accepted(USER, SESSION, Set.of()));
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String forged = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(verifier.verify(forged)).isEqualTo(new VerificationResult.Refused());
    }
  }

  @Test
  void aSlotHoldsTheLastEntry() {
    VerifiedTokenCache<AccessTokenClaims> recent = new VerifiedTokenCache<>();
    AccessTokenClaims first = new AccessTokenClaims(USER, SESSION, Set.of(), 1, 2, Set.of(), 0);
    AccessTokenClaims second =
        new AccessTokenClaims(SESSION, USER, Set.of(), 3, 4, Set.of("mfa"), 5);
    // Two strings with the same hash code, so the same slot.
    recent.add("Aa", first);
    assertThat(recent.get("BB")).isNull();
    assertThat(recent.get("Aa")).isEqualTo(first);
    recent.add("BB", second);
    assertThat(recent.get("Aa")).isNull();
    assertThat(recent.get("BB")).isEqualTo(second);
  }
}
