package dev.freehold.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/// A key pair that signs access tokens. The key decides its algorithm: Ed25519 signs with EdDSA, P-256
/// with ES256. Others verify with the public half alone.
public final class SigningKey {
  /// The DER of an Ed25519 public key without its 32 bytes (RFC 8410 section 4).
  private static final String ED25519_INFO = "302a300506032b6570032100";

  private static final String P_256 = "P-256";

  private final PrivateKey key;
  private final PublicJwk jwk;

  private SigningKey(PrivateKey key, PublicJwk jwk) {
    this.key = key;
    this.jwk = jwk;
  }

  /// Derives the public key, because neither PKCS #8 nor a JWK of the private key needs to have it.
  ///
  /// @throws IllegalArgumentException for a key of another type or curve
  static SigningKey of(PrivateKey key) {
    try {
      return switch (key) {
        case EdECPrivateKey ed
            when ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName()) ->
            new SigningKey(key, publicOf(ed));
        case ECPrivateKey ec
            when ec.getParams().getOrder().equals(CustomNamedCurves.getByName(P_256).getN()) ->
            new SigningKey(key, publicOf(ec));
        default ->
            throw new IllegalArgumentException("is neither an Ed25519 nor a P-256 private key.");
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("is no valid private key.", e);
    }
  }

  private static PublicJwk publicOf(EdECPrivateKey key) throws GeneralSecurityException {
    byte[] seed = key.getBytes().orElseThrow();
    byte[] point = new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
    PublicKey shared =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    HexFormat.of().parseHex(ED25519_INFO + HexFormat.of().formatHex(point))));
    return PublicJwk.of(
        JwsAlgorithm.EDDSA,
        shared,
        Map.of("kty", "OKP", "crv", "Ed25519", "x", Base64Url.encode(point)));
  }

  private static PublicJwk publicOf(ECPrivateKey key) throws GeneralSecurityException {
    X9ECParameters curve = CustomNamedCurves.getByName(P_256);
    if (key.getS().signum() <= 0 || key.getS().compareTo(curve.getN()) >= 0) {
      throw new IllegalArgumentException("is no valid private key.");
    }
    org.bouncycastle.math.ec.ECPoint point = curve.getG().multiply(key.getS()).normalize();
    byte[] x = point.getAffineXCoord().getEncoded();
    byte[] y = point.getAffineYCoord().getEncoded();
    PublicKey shared =
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(
                    new ECPoint(new BigInteger(1, x), new BigInteger(1, y)), key.getParams()));
    return PublicJwk.of(
        JwsAlgorithm.ES256,
        shared,
        Map.of("kty", "EC", "crv", P_256, "x", Base64Url.encode(x), "y", Base64Url.encode(y)));
  }

  /// The public half.
  public PublicJwk jwk() {
    return jwk;
  }

  byte[] sign(byte[] message) {
    return jwk.algorithm().sign(key, message);
  }

  /// The encoded header of a token of this key.
  String header() {
    return header(jwk);
  }

  static String header(PublicJwk jwk) {
    String text =
        "{\"alg\":\""
            + jwk.algorithm().jose()
            + "\",\"kid\":\""
            + jwk.id()
            + "\",\"typ\":\"at+jwt\"}";
    return Base64Url.encode(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "SigningKey " + jwk.id();
  }
}
