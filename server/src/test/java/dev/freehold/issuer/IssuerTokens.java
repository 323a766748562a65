package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.freehold.token.Base64Url;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Signs tokens as an issuer does, with another library where it can.
public final class IssuerTokens {
  private IssuerTokens() {}

  /// A key of an issuer.
  ///
  /// @param jwk public
  /// @param signer of the bytes to be signed
  public record IssuingKey(String id, SignatureAlgorithm algorithm, String jwk, ByteSigner signer) {
    public static IssuingKey of(String id, SignatureAlgorithm algorithm) {
      try {
        return switch (algorithm) {
          case RS256, RS384, RS512, PS256 -> {
            RSAKey key = new RSAKeyGenerator(2048).keyID(id).generate();
            yield of(algorithm, key, new RSASSASigner(key));
          }
          case ES256 -> {
            ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
            yield of(algorithm, key, new ECDSASigner(key));
          }
          case ES384 -> {
            ECKey key = new ECKeyGenerator(Curve.P_384).keyID(id).generate();
            yield of(algorithm, key, new ECDSASigner(key));
          }
          case EDDSA -> edDsa(id);
        };
      } catch (JOSEException | GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static IssuingKey of(SignatureAlgorithm algorithm, JWK key, JWSSigner signer) {
      JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm.jose()));
      return new IssuingKey(
          key.getKeyID(),
          algorithm,
          key.toPublicJWK().toJSONString(),
          bytes -> signer.sign(header, bytes).decode());
    }

    /// The other library needs one more for Ed25519.
    private static IssuingKey edDsa(String id) throws GeneralSecurityException {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] der = pair.getPublic().getEncoded();
      String jwk =
          new JsonObject()
              .put("kty", "OKP")
              .put("crv", "Ed25519")
              .put("kid", id)
              .put("x", Base64Url.encode(Arrays.copyOfRange(der, der.length - 32, der.length)))
              .encode();
      return new IssuingKey(
          id,
          SignatureAlgorithm.EDDSA,
          jwk,
          bytes -> {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return signature.sign();
          });
    }

    public String sign(String header, String claims) {
      return IssuerTokens.sign(signer, header, claims);
    }

    public JsonObject header() {
      return new JsonObject().put("alg", algorithm.jose()).put("kid", id).put("typ", "JWT");
    }
  }

  /// A signature of bytes.
  @FunctionalInterface
  public interface ByteSigner {
    byte[] sign(byte[] bytes) throws JOSEException, GeneralSecurityException;
  }

  public static ByteSigner hs256(String secret) {
    return bytes ->
        new MACSigner(secret.getBytes(UTF_8))
            .sign(new JWSHeader(JWSAlgorithm.HS256), bytes)
            .decode();
  }

  public static String sign(ByteSigner signer, String header, String claims) {
    String signed =
        Base64Url.encode(header.getBytes(UTF_8)) + "." + Base64Url.encode(claims.getBytes(UTF_8));
    try {
      return signed + "." + Base64Url.encode(signer.sign(signed.getBytes(UTF_8)));
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A JWK Set.
  public static String set(String... jwks) {
    return Arrays.stream(jwks).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /// Keys that do not change.
  record FixedKeys(String algorithm, KeySet current) implements KeySource {
    static FixedKeys of(IssuingKey... keys) {
      SignatureAlgorithm algorithm = keys[0].algorithm();
      List<IssuerKey> read =
          JwkSetReader.read(
              set(Arrays.stream(keys).map(IssuingKey::jwk).toArray(String[]::new)).getBytes(UTF_8),
              algorithm);
      return new FixedKeys(algorithm.jose(), new PublicKeys(read));
    }

    @Override
    public boolean mayRefresh() {
      return false;
    }

    @Override
    public Future<Void> refresh() {
      return Future.succeededFuture();
    }
  }
}
