package dev.freehold.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SigningKeyReaderTest {
  /// RFC 8037 appendix A.1 to A.3
  private static final String RFC_8037 =
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
          + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

  static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  static KeyPair pair(String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair();
  }

  @Test
  void theThumbprintAndTheSignatureAreThoseOfTheRfc() {
    SigningKey key = SigningKeyReader.read(RFC_8037);
    assertThat(key.jwk().id()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assertThat(key.jwk().algorithm()).isEqualTo(JwsAlgorithm.EDDSA);
    String signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    assertThat(Base64Url.encode(key.sign(signed.getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
    assertThat(key.toString()).doesNotContain("nWGxne");
  }

  @Test
  void thePublicKeyFollowsFromThePrivateOneAlone() throws Exception {
    for (int i = 0; i < 20; i++) {
      KeyPair edwards = pair("Ed25519");
      SigningKey one = SigningKeyReader.read(pem("PRIVATE KEY", edwards.getPrivate().getEncoded()));
      assertThat(one.jwk().key()).isEqualTo(edwards.getPublic());

      KeyPair curve = pair("EC");
      SigningKey two = SigningKeyReader.read(pem("PRIVATE KEY", curve.getPrivate().getEncoded()));
      assertThat(two.jwk().key()).isEqualTo(curve.getPublic());
      JWK known = new ECKey.Builder(Curve.P_256, (ECPublicKey) curve.getPublic()).build();
      assertThat(two.jwk().id()).isEqualTo(known.computeThumbprint().toString());
      assertThat(JWK.parse(two.jwk().json()).toPublicJWK().toECKey().toECPublicKey())
          .isEqualTo(curve.getPublic());
      assertThat(two.jwk().json()).doesNotContain("\"d\"");
    }
  }

  @Test
  void readsAJwkAndPemOnOneLine() throws Exception {
    ECKey jwk = new ECKeyGenerator(Curve.P_256).generate();
    SigningKey key = SigningKeyReader.read(" " + jwk.toJSONString() + "\n");
    assertThat(key.jwk().algorithm()).isEqualTo(JwsAlgorithm.ES256);
    assertThat(key.jwk().id()).isEqualTo(jwk.computeThumbprint().toString());
    String pem = pem("PRIVATE KEY", jwk.toECPrivateKey().getEncoded());
    assertThat(SigningKeyReader.read(pem.replace("\n", "\\n")).jwk()).isEqualTo(key.jwk());
  }

  @Test
  void refusesWhatIsNoKeyOfThese() throws Exception {
    KeyPairGenerator other = KeyPairGenerator.getInstance("EC");
    other.initialize(new ECGenParameterSpec("secp384r1"));
    String good = pem("PRIVATE KEY", pair("Ed25519").getPrivate().getEncoded());
    String zero = Base64Url.encode(new byte[32]);
    String order = "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE";
    Map<String, String> wrong =
        Map.ofEntries(
            Map.entry("", "neither PEM nor a JWK"),
            Map.entry("x".repeat(48), "neither PEM nor a JWK"),
            Map.entry(good + good, "neither PEM nor a JWK"),
            Map.entry(good.replace("-----END PRIVATE", "-----END PUBLIC"), "neither PEM"),
            Map.entry(pem("EC PRIVATE KEY", new byte[8]), "EC PRIVATE KEY; PRIVATE KEY"),
            Map.entry(pem("PUBLIC KEY", pair("EC").getPublic().getEncoded()), "PRIVATE KEY"),
            Map.entry(pem("PRIVATE KEY", new byte[40]), "neither an Ed25519 nor a P-256"),
            Map.entry(
                pem("PRIVATE KEY", pair("RSA").getPrivate().getEncoded()), "neither an Ed25519"),
            Map.entry(pem("PRIVATE KEY", pair("Ed448").getPrivate().getEncoded()), "neither an"),
            Map.entry(pem("PRIVATE KEY", pair("X25519").getPrivate().getEncoded()), "neither an"),
            Map.entry(
                pem("PRIVATE KEY", other.generateKeyPair().getPrivate().getEncoded()),
                "neither an Ed25519"),
            Map.entry("{", "no valid JSON"),
            Map.entry("{}", "without a private part"),
            Map.entry(RFC_8037.replace("nWGx", ""), "without a private part"),
            Map.entry(RFC_8037.replace("\"d\"", "\"e\""), "without a private part"),
            Map.entry(RFC_8037.replace("Ed25519", "Ed448"), "another kind"),
            Map.entry(RFC_8037.replace("OKP", "oct"), "another kind"),
            Map.entry(RFC_8037.replace("\"11q", "\"22q"), "public part"),
            Map.entry(RFC_8037.replace("OKP", "EC").replace("Ed25519", "P-256"), "public part"),
            Map.entry("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"" + zero + "\"}", "no valid"),
            Map.entry("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"" + order + "\"}", "no valid"));
    wrong.forEach(
        (text, message) ->
            assertThatThrownBy(() -> SigningKeyReader.read(text))
                .as(text)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("nWGxne"));
  }
}
