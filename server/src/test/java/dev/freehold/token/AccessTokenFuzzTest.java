package dev.freehold.token;

import static dev.freehold.token.AccessTokenVerifierTest.NOW;
import static dev.freehold.token.AccessTokenVerifierTest.encode;
import static dev.freehold.token.AccessTokenVerifierTest.issued;
import static dev.freehold.token.AccessTokenVerifierTest.verifierAt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.token.AccessTokenVerifier.VerificationResult;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tests almost valid tokens and arbitrary texts.
final class AccessTokenFuzzTest {
  private final AccessTokenVerifier verifier = verifierAt(NOW);

  @Test
  void aChangedCharacterIsRefused() {
    String good = issued();
    for (int i = 0; i < good.length(); i++) {
      for (char c : new char[] {'A', 'B', '.', '=', '-', ' '}) {
        if (good.charAt(i) != c) {
          String changed = good.substring(0, i) + c + good.substring(i + 1);
          assertThat(verifier.verify(changed))
              .as(changed)
              .isEqualTo(new VerificationResult.Refused());
        }
      }
    }
  }

  @Test
  void arbitraryTextIsRefused() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      String text =
          random.nextBoolean()
              ? new String(bytes, UTF_8)
              : AccessTokenIssuer.HEADER + "." + encode(bytes) + "." + encode(bytes);
      assertThat(verifier.verify(text))
          .as("seed " + seed)
          .isEqualTo(new VerificationResult.Refused());
    }
  }
}
