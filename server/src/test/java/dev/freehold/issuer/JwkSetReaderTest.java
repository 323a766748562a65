package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.freehold.issuer.IssuerTokens.IssuingKey;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests which keys of a set are taken.
final class JwkSetReaderTest {
  private static final IssuingKey RSA = IssuingKey.of("rsa", SignatureAlgorithm.RS256);
  private static final IssuingKey EC = IssuingKey.of("ec", SignatureAlgorithm.ES256);
  private static final IssuingKey ED = IssuingKey.of("ed", SignatureAlgorithm.EDDSA);

  private static List<String> ids(SignatureAlgorithm algorithm, String... keys) {
    return JwkSetReader.read(IssuerTokens.set(keys).getBytes(UTF_8), algorithm).stream()
        .map(key -> String.valueOf(key.id()))
        .toList();
  }

  private static String with(IssuingKey key, String name, Object value) {
    return new JsonObject(key.jwk()).put(name, value).encode();
  }

  @Test
  void takesTheKeysOfItsAlgorithm() {
    String[] all = {RSA.jwk(), EC.jwk(), ED.jwk()};
    assertThat(ids(SignatureAlgorithm.RS256, all)).containsExactly("rsa");
    assertThat(ids(SignatureAlgorithm.PS256, all)).containsExactly("rsa");
    assertThat(ids(SignatureAlgorithm.ES256, all)).containsExactly("ec");
    assertThat(ids(SignatureAlgorithm.ES384, all)).isEmpty();
    assertThat(ids(SignatureAlgorithm.EDDSA, all)).containsExactly("ed");
  }

  @Test
  void useAlgorithmAndOperationsAreRespected() {
    assertThat(
            ids(
                SignatureAlgorithm.RS256,
                with(RSA, "use", "enc"),
                with(RSA, "use", 1),
                with(RSA, "alg", "RSA-OAEP"),
                with(RSA, "alg", "RS512"),
                with(RSA, "alg", "rs256"),
                with(RSA, "key_ops", new JsonArray().add("encrypt")),
                with(RSA, "key_ops", "verify"),
                with(RSA, "kid", ""),
                with(RSA, "kid", 7),
                with(RSA, "kid", "x".repeat(256)),
                with(RSA, "kty", "EC")))
        .isEmpty();
    assertThat(
            ids(
                SignatureAlgorithm.RS256,
                new JsonObject(RSA.jwk())
                    .put("use", "sig")
                    .put("alg", "RS256")
                    .put("key_ops", new JsonArray().add("verify"))
                    .put("x5c", new JsonArray().add("ignored"))
                    .put("x5t", "ignored")
                    .encode()))
        .containsExactly("rsa");
  }

  @Test
  void privateSymmetricAndWeakKeysAreLeftOut() throws Exception {
    RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
    RSAKey secret = new RSAKeyGenerator(2048).keyID("private").generate();
    ECKey secretEc = new ECKeyGenerator(Curve.P_256).keyID("private").generate();
    String symmetric = new OctetSequenceKeyGenerator(256).keyID("oct").generate().toJSONString();
    String huge = "n".repeat(8192 / 6 + 200);
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      assertThat(
              ids(
                  algorithm,
                  weak.toPublicJWK().toJSONString(),
                  secret.toJSONString(),
                  secretEc.toJSONString(),
                  symmetric,
                  with(RSA, "n", huge),
                  with(RSA, "e", "AQ"),
                  with(RSA, "e", "Ag"),
                  with(RSA, "e", "AQAAAAAB"),
                  with(RSA, "d", "AQ"),
                  with(RSA, "n", 7),
                  with(EC, "d", "AQ"),
                  with(ED, "d", "AQ")))
          .isEmpty();
    }
  }

  @Test
  void pointsMustBeOnTheirCurve() {
    String x = new JsonObject(EC.jwk()).getString("x");
    String zero = "A".repeat(43);
    assertThat(
            ids(
                SignatureAlgorithm.ES256,
                with(EC, "y", x),
                with(EC, "x", zero),
                new JsonObject(EC.jwk()).put("x", zero).put("y", zero).encode(),
                with(EC, "x", x.substring(0, 42)),
                with(EC, "x", x + "A"),
                with(EC, "crv", "P-384"),
                with(EC, "crv", "secp256k1")))
        .isEmpty();
    assertThat(
            ids(
                SignatureAlgorithm.EDDSA,
                with(ED, "x", "AA"),
                with(ED, "x", "A".repeat(44)),
                with(ED, "crv", "X25519")))
        .isEmpty();
  }

  @Test
  void oneBadKeyDoesNotTakeTheOthersAway() {
    assertThat(ids(SignatureAlgorithm.RS256, "7", "null", "{}", "[]", RSA.jwk()))
        .containsExactly("rsa");
    assertThat(ids(SignatureAlgorithm.RS256, RSA.jwk(), RSA.jwk())).containsExactly("rsa");
    JsonObject unnamed = new JsonObject(RSA.jwk());
    unnamed.remove("kid");
    assertThat(ids(SignatureAlgorithm.RS256, unnamed.encode())).containsExactly("null");
  }

  @Test
  void aSetIsBounded() {
    String[] many = Collections.nCopies(JwkSetReader.MAX_KEYS, "{}").toArray(String[]::new);
    many[0] = RSA.jwk();
    assertThat(ids(SignatureAlgorithm.RS256, many)).containsExactly("rsa");
    String[] more = Arrays.copyOf(many, many.length + 1);
    more[many.length] = "{}";
    assertThat(ids(SignatureAlgorithm.RS256, more)).isEmpty();
    for (String text :
        List.of("", "[]", "{}", "{\"keys\":{}}", "{\"keys\":1}", RSA.jwk(), "{\"keys\":[]}x")) {
      assertThat(JwkSetReader.read(text.getBytes(UTF_8), SignatureAlgorithm.RS256)).isEmpty();
    }
  }
}
