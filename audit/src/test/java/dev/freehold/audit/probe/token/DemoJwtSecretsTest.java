package dev.freehold.audit.probe.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoJwtSecretsTest {
  private static DecodedJwt signed(byte[] secret) {
    JsonObject header = new JsonObject().put("alg", "HS256").put("typ", "JWT");
    JsonObject payload = new JsonObject().put("sub", "1");
    return DecodedJwt.read(DecodedJwt.signed(header, payload, "HS256", secret)).orElseThrow();
  }

  private static DecodedJwt signed(String secret) {
    return signed(secret.getBytes(StandardCharsets.UTF_8));
  }

  /// The example token of jwt.io.
  @Test
  void theSecretOfAKnownTokenIsFound() {
    String known =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
            + ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
            + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    assertThat(DemoJwtSecrets.of(DecodedJwt.read(known).orElseThrow(), ""))
        .contains("your-256-bit-secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "x7q",
        "random",
        "changeme",
        "JWT_SECRET",
        "MySecretKey",
        "secret123",
        "password1234",
        "keyboard cat",
        "secretsecretsecretsecretsecretse",
        "0000000000000000",
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "your_secret_key_here",
        "your-secret-key-change-in-production",
        "this-is-a-secret",
        "a-string-secret-at-least-256-bits-long",
        "note-keeper-secret",
        "NoteKeeper",
        "keeper_jwt_secret"
      })
  void anExampleIsFound(String secret) {
    assertThat(DemoJwtSecrets.of(signed(secret), "Note Keeper API")).contains(secret);
  }

  @Test
  void aSecretThatTheServerTakesForBase64IsFound() {
    String secret = "SecretKey123";
    byte[] key = Base64.getDecoder().decode(secret);
    assertThat(DemoJwtSecrets.of(signed(key), "")).contains(secret);
    assertThat(DemoJwtSecrets.key(signed(key), secret)).isEqualTo(key);
    assertThat(DemoJwtSecrets.key(signed(secret), secret))
        .isEqualTo(secret.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRandomSecretIsNotFound() {
    assertThat(DemoJwtSecrets.of(signed("kW8-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4"), "Note Keeper API"))
        .isEmpty();
    assertThat(DemoJwtSecrets.all("Note Keeper API").count()).isBetween(300_000L, 2_000_000L);
  }
}
