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
  void refusesGuessableSecretsWithoutShowingThem(String secret) {
    assertThat(SecretStrength.fault(secret))
        .hasValueSatisfying(message -> assertThat(message).doesNotContain(secret));
  }

  /// Sequences, and what encodes one or a phrase.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0102030405060708091011121314151617181920",
        "0123456789012345678901234567890123456789",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0",
        "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0",
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
        "3031323334353637383930313233343536373839303132333435363738393031",
        "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZSBhbmQgbW9yZQ==",
        "Y2hhbmdlbWVjaGFuZ2VtZWNoYW5nZW1lY2hhbmdlbWU",
        "cGFzc3dvcmQxMjNwYXNzd29yZDEyM3Bhc3N3b3JkMTIz",
        "1q2w3e4r5t6y7u8i9o0p1q2w3e4r5t6y7u8i9o0p",
        "1q2w3e4r1q2w3e4r1q2w3e4r1q2w3e4r",
        "1Q2w3E4r5T6y7U8i9O0p1Q2w3E4r5T6y",
        "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6",
        "zaq1xsw2cde3vfr4bgt5nhy6mju7,ki8",
        "MXEydzNlNHI1dDZ5N3U4aTlvMHAxcTJ3M2U0cjV0Nnk="
      })
  void refusesSequencesAndEncodedPhrases(String secret) {
    assertThat(SecretStrength.fault(secret))
        .hasValueSatisfying(message -> assertThat(message).doesNotContain(secret));
  }

  @Test
  void lengthIsCountedInBytes() {
    assertThat(SecretStrength.fault("żółćęśąźń→€πβ")).isPresent();
    assertThat(SecretStrength.fault("żółćęśąźń→€πβ9QkZ7vR2mX8d")).isEmpty();
  }

  @Test
  void acceptsRandomSecrets() {
    SecureRandom random = new SecureRandom();
    // zxcvbn takes about 50 ms for each text.
    for (int i = 0; i < 20; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? 24 + i : 64];
      random.nextBytes(bytes);
      assertThat(SecretStrength.fault(Base64.getEncoder().encodeToString(bytes))).isEmpty();
      assertThat(
              SecretStrength.fault(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
          .isEmpty();
      assertThat(SecretStrength.fault(HexFormat.of().formatHex(bytes))).isEmpty();
      assertThat(SecretStrength.fault(HexFormat.of().formatHex(bytes, 0, 16))).isEmpty();
      assertThat(SecretStrength.fault(UUID.randomUUID().toString())).isEmpty();
    }
  }
}
