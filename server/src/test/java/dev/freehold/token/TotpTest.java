package dev.freehold.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.type.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One-time passwords, their encryption, recovery codes.
final class TotpTest {
  /// Of RFC 6238, appendix B.
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  private static final UUID ADA = new UUID(1, 2);
  private static final Secret ONE = Secret.of("0123456789abcdef0123456789abcdef");
  private static final Secret TWO = Secret.of("fedcba9876543210fedcba9876543210");

  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void theVectorsOfTheRfc(long seconds, String code) {
    assertThat(Totp.code(SECRET, seconds / 30, 8)).isEqualTo(code);
    assertThat(Totp.code(SECRET, seconds / 30)).isEqualTo(code.substring(2));
  }

  @Test
  void aStepBeforeAndAfterIsAccepted() {
    for (long step = 97; step <= 103; step++) {
      assertThat(Totp.match(SECRET, Totp.code(SECRET, step), 100, 0))
          .isEqualTo(Math.abs(step - 100) <= 1 ? OptionalLong.of(step) : OptionalLong.empty());
    }
  }

  @Test
  void aStepIsUsedOnceAndNoneBeforeIt() {
    for (long last = 99; last <= 101; last++) {
      for (long step = 99; step <= 101; step++) {
        assertThat(Totp.match(SECRET, Totp.code(SECRET, step), 100, last).isPresent())
            .isEqualTo(step > last);
      }
    }
  }

  @Test
  void otherTextIsNoCode() {
    String code = Totp.code(SECRET, 100);
    for (String text : new String[] {"", code.substring(1), code + "0", " " + code, "１２３４５６"}) {
      assertThat(Totp.match(SECRET, text, 100, 0)).isEmpty();
    }
  }

  /// RFC 4648 section 10.
  @ParameterizedTest
  @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "foobar, MZXW6YTBOI"})
  void base32(String text, String encoded) {
    assertThat(Base32.encode(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
  }

  @Test
  void aSecretIsReadByItsAccountAndTheSecretsOfTheServer() {
    SecureRandom random = new SecureRandom();
    TotpSecretCipher one = new TotpSecretCipher(SigningSecrets.of(ONE), random);
    TotpSecretCipher both = new TotpSecretCipher(new SigningSecrets(TWO, ONE), random);
    TotpSecretCipher two = new TotpSecretCipher(SigningSecrets.of(TWO), random);
    byte[] stored = one.encrypt(ADA, SECRET);
    assertThat(one.decrypt(ADA, stored)).contains(SECRET);
    assertThat(both.decrypt(ADA, stored)).contains(SECRET);
    assertThat(two.decrypt(ADA, stored)).isEmpty();
    assertThat(one.decrypt(new UUID(1, 3), stored)).as("another account").isEmpty();
    assertThat(two.decrypt(ADA, both.encrypt(ADA, SECRET))).contains(SECRET);
    assertThat(one.encrypt(ADA, SECRET)).as("another nonce").isNotEqualTo(stored);
    for (int i = 0; i < stored.length; i++) {
      byte[] changed = stored.clone();
      changed[i] ^= 1;
      assertThat(one.decrypt(ADA, changed)).as("byte " + i).isEmpty();
    }
    assertThat(one.decrypt(ADA, new byte[0])).isEmpty();
  }

  @Test
  void recoveryCodes() {
    var codes = RecoveryCode.generate(new SecureRandom());
    assertThat(new HashSet<>(codes)).hasSize(RecoveryCode.COUNT);
    assertThat(codes).allMatch(code -> code.matches("([a-z2-7]{4}-){5}[a-z2-7]{4}"));
    byte[] hash = RecoveryCode.hash(ADA, codes.getFirst()).orElseThrow();
    assertThat(hash).hasSize(32);
    assertThat(
            RecoveryCode.hash(
                ADA, codes.getFirst().replace("-", " ").toUpperCase(java.util.Locale.ROOT)))
        .contains(hash);
    assertThat(RecoveryCode.hash(new UUID(1, 3), codes.getFirst()).orElseThrow())
        .isNotEqualTo(hash);
    assertThat(RecoveryCode.hash(ADA, "123456")).isEmpty();
    assertThat(RecoveryCode.hash(ADA, "a".repeat(100_000))).isEmpty();
  }
}
