package dev.freehold.audit.probe.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.probe.token.WeakJwtSecretProbe.CommonJwtSecrets;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Decodes and encodes tokens in the form of the example in RFC 7515 appendix A.1.
final class DecodedJwtTest {
  private static final JsonObject HEADER = new JsonObject().put("alg", "HS256").put("typ", "JWT");
  private static final JsonObject PAYLOAD = new JsonObject().put("sub", "1234567890");

  private static String signed(String secret) {
    return DecodedJwt.signed(HEADER, PAYLOAD, "HS256", secret.getBytes(StandardCharsets.UTF_8));
  }

  /// The example token of jwt.io.
  @Test
  void aKnownSecretIsFound() {
    String known =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
            + ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
            + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    assertThat(CommonJwtSecrets.of(DecodedJwt.read(known).orElseThrow()))
        .contains("your-256-bit-secret");
  }

  @Test
  void repeatedWordsAreFoundAndRandomSecretsAreNot() {
    assertThat(
            CommonJwtSecrets.of(
                DecodedJwt.read(signed("secret".repeat(6).substring(0, 32))).orElseThrow()))
        .isPresent();
    assertThat(CommonJwtSecrets.of(DecodedJwt.read(signed("")).orElseThrow())).contains("");
    assertThat(
            CommonJwtSecrets.of(
                DecodedJwt.read(signed("kW8-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4")).orElseThrow()))
        .isEmpty();
  }

  @Test
  void aTokenThatIsNoJwtIsOpaque() {
    assertThat(DecodedJwt.read("")).isEmpty();
    assertThat(DecodedJwt.read("a.b.c")).isEmpty();
    assertThat(DecodedJwt.read("a.b.c.d")).isEmpty();
    assertThat(DecodedJwt.read("W10.W10.x")).isEmpty();
  }

  @Test
  void anUnsignedTokenEndsWithADot() {
    assertThat(DecodedJwt.unsigned(HEADER, PAYLOAD)).endsWith(".").matches("[^.]+\\.[^.]+\\.");
    DecodedJwt jwt = DecodedJwt.read(signed("x")).orElseThrow();
    assertThat(jwt.isSignedWith("x".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(jwt.withPayload(new JsonObject().put("sub", "2"))).endsWith("." + jwt.signature());
  }
}
