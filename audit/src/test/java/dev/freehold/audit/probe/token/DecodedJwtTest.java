package dev.freehold.audit.probe.token;

import static org.assertj.core.api.Assertions.assertThat;

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
