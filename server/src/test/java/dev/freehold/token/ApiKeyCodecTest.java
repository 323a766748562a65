package dev.freehold.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ApiKeyCodecTest {
  @Test
  void everyKeyIsAnotherOneOfTheSameForm() {
    SecureRandom random = new SecureRandom();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String key = ApiKeyCodec.generate(random);
      assertThat(key).matches("fh_[0-9A-Za-z]{49}").hasSize(ApiKeyCodec.LENGTH);
      assertThat(ApiKeyCodec.isWellFormed(key)).isTrue();
      keys.add(key);
    }
    assertThat(keys).hasSize(1_000);
  }

  @Test
  void theSmallestAndTheLargestNumberHaveTheSameLength() {
    for (byte filled : new byte[] {0, -1}) {
      SecureRandom fixed =
          new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
              java.util.Arrays.fill(bytes, filled);
            }
          };
      assertThat(ApiKeyCodec.isWellFormed(ApiKeyCodec.generate(fixed))).isTrue();
    }
  }

  @Test
  void aChangedCharacterBreaksTheChecksum() {
    String key = ApiKeyCodec.generate(new SecureRandom());
    for (int i = 0; i < key.length(); i++) {
      char other = key.charAt(i) == 'x' ? 'y' : 'x';
      String changed = key.substring(0, i) + other + key.substring(i + 1);
      assertThat(ApiKeyCodec.isWellFormed(changed)).as(changed).isFalse();
    }
    for (String other :
        List.of(
            "",
            "fh_",
            key + "0",
            key.substring(1),
            " " + key,
            key + " ",
            key.toUpperCase(Locale.ROOT),
            key.substring(0, 51) + "-",
            "fh_" + "é".repeat(49),
            "x".repeat(10_000))) {
      assertThat(ApiKeyCodec.isWellFormed(other)).as(other).isFalse();
    }
    assertThat(ApiKeyCodec.hash(key)).hasSize(32);
  }
}
