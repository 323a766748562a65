package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretStrengthTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rV1pQ0l8Zt6yKcWm3uXe9bHs5nAf2gJ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "ababababababababababababababababababab",
        "k3J9x2Qpk3J9x2Qpk3J9x2Qpk3J9x2Qpk3J9x2Qp",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "your-secret-key-min-32-characters",
        "changeme-rV1pQ0l8Zt6yKcWm3uXe9bHs5nAf2gJd",
        "ChangeMe-rV1pQ0l8Zt6yKcWm3uXe9bHs5nAf2gJd",
        "my super-secret jwt key for the tasks app",
        "qwertyuiopasdfghjklzxcvbnm123456",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,",
        "zyxwvutsrqponmlkjihgfedcba9876543210",
        "00000000-0000-0000-0000-000000000001",
        "0000000000000000000000000f81d4fae7dec",
        "correct horse battery staple and more",
        "We-really-love-our-customers-at-acme-corp"
      })
  void whatOthersWouldTryIsRefusedWithoutShowingIt(String secret) {
    assertThat(SecretStrength.fault(secret))
        .hasValueSatisfying(message -> assertThat(message).doesNotContain(secret));
  }

  @Test
  void lengthIsCountedInBytes() {
    assertThat(SecretStrength.fault("żółćęśąźń→€πβ")).isPresent();
    assertThat(SecretStrength.fault("żółćęśąźń→€πβ9QkZ7vR2mX8d")).isEmpty();
  }

  @Test
  void whatARandomSourceGivesIsTaken() {
    SecureRandom random = new SecureRandom();
    // zxcvbn takes about 50 ms for each text.
    for (int i = 0; i < 20; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? 48 : 24];
      random.nextBytes(bytes);
      assertThat(SecretStrength.fault(Base64.getEncoder().encodeToString(bytes))).isEmpty();
      assertThat(SecretStrength.fault(HexFormat.of().formatHex(bytes))).isEmpty();
      assertThat(SecretStrength.fault(HexFormat.of().formatHex(bytes, 0, 16))).isEmpty();
      assertThat(SecretStrength.fault(UUID.randomUUID().toString())).isEmpty();
    }
  }
}
