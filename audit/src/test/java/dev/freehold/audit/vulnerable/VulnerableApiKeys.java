package dev.freehold.audit.vulnerable;

import dev.freehold.audit.vulnerable.VulnerableApi.ApiResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/// The key pair of a [VulnerableApi] that signs its tokens with RS256.
final class VulnerableApiKeys {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair pair;

  VulnerableApiKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      this.pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A deterministic signature (RFC 8017 section 8.2): equal signatures are valid ones.
  String signature(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return ENCODER.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String publicPem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  ApiResponse set() {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    JsonObject shown =
        new JsonObject()
            .put("kty", "RSA")
            .put("alg", "RS256")
            .put("n", encoded(key.getModulus()))
            .put("e", encoded(key.getPublicExponent()));
    return ApiResponse.of(200, new JsonObject().put("keys", new JsonArray().add(shown)));
  }

  private static String encoded(BigInteger number) {
    return ENCODER.encodeToString(number.toByteArray());
  }
}
