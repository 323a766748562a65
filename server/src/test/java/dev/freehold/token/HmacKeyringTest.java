package dev.freehold.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freehold.token.AccessTokenVerifier.VerificationResult;
import dev.freehold.type.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class HmacKeyringTest {
  private static final Secret OLD = Secret.of("the first secret, of at least thirty-two bytes");
  private static final Secret NEW = Secret.of("another secret, also thirty-two bytes long");
  private static final SigningSecrets BOTH = new SigningSecrets(NEW, OLD);
  private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));

  private static TokenSettings settings(SigningSecrets secrets) {
    return new TokenSettings("freehold", "tasks", secrets, Duration.ofMinutes(15));
  }

  @Test
  void thePreviousSecretVerifiesAndSignsNothing() {
    byte[] message = "message".getBytes(UTF_8);
    HmacKeyring both = HmacKeyring.derived(BOTH, "purpose");
    HmacKeyring old = HmacKeyring.derived(SigningSecrets.of(OLD), "purpose");
    HmacKeyring next = HmacKeyring.derived(SigningSecrets.of(NEW), "purpose");
    assertThat(both.sign(message)).isEqualTo(next.sign(message)).isNotEqualTo(old.sign(message));
    assertThat(both.verify(message, old.sign(message))).isTrue();
    assertThat(both.verify(message, next.sign(message))).isTrue();
    assertThat(next.verify(message, old.sign(message))).isFalse();
    assertThat(both.verify(message, HmacKeyring.of(BOTH).sign(message))).isFalse();
    assertThat(HmacKeyring.derived(BOTH, "other").verify(message, old.sign(message))).isFalse();
  }

  @Test
  void aTruncatedTagHasTheAgreedLength() {
    byte[] message = "message".getBytes(UTF_8);
    HmacKeyring keys = HmacKeyring.derived(BOTH, "purpose");
    byte[] tag = keys.sign(message);
    assertThat(keys.verifyTruncated(message, Arrays.copyOf(tag, 16), 16)).isTrue();
    for (int length : new int[] {0, 15, 17, 32}) {
      assertThat(keys.verifyTruncated(message, Arrays.copyOf(tag, length), 16)).isFalse();
    }
    assertThat(keys.verify(message, Arrays.copyOf(tag, 31))).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.verifyTruncated(message, new byte[0], 0));
  }

  @Test
  void everyKindOfTokenOfThePreviousSecretIsAccepted() {
    String access = new AccessTokenIssuer(settings(SigningSecrets.of(OLD)), CLOCK).issue(ID, ID);
    assertThat(new AccessTokenVerifier(settings(BOTH), CLOCK).verify(access))
        .isInstanceOf(VerificationResult.Accepted.class);
    assertThat(new AccessTokenVerifier(settings(SigningSecrets.of(NEW)), CLOCK).verify(access))
        .isInstanceOf(VerificationResult.Refused.class);
    assertThat(new AccessTokenIssuer(settings(BOTH), CLOCK).issue(ID, ID))
        .isEqualTo(new AccessTokenIssuer(settings(SigningSecrets.of(NEW)), CLOCK).issue(ID, ID));

    String refresh = new RefreshTokenCodec(SigningSecrets.of(OLD)).encode(ID, 3);
    assertThat(new RefreshTokenCodec(BOTH).decode(refresh)).isPresent();
    assertThat(new RefreshTokenCodec(SigningSecrets.of(NEW)).decode(refresh)).isEmpty();
    assertThat(new RefreshTokenCodec(BOTH).encode(ID, 3))
        .isEqualTo(new RefreshTokenCodec(SigningSecrets.of(NEW)).encode(ID, 3));

    String invitation = new InvitationTokenCodec(SigningSecrets.of(OLD)).encode(ID);
    assertThat(new InvitationTokenCodec(BOTH).decode(invitation)).contains(ID);
    assertThat(new InvitationTokenCodec(SigningSecrets.of(NEW)).decode(invitation)).isEmpty();
  }

  @Test
  void theSecretsAreNotShown() {
    assertThat(BOTH.toString()).doesNotContain("secret,", "thirty");
  }
}
