package dev.freehold.issuer;

import dev.freehold.token.Base64Url;
import dev.freehold.type.SignatureAlgorithm;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.jspecify.annotations.Nullable;

/// Reads the keys of a JWK Set (RFC 7517, RFC 7518 section 6, RFC 8037) that one algorithm can use. Leaves
/// out every other key: of another type, curve or `alg`, for encryption, private, too weak or too large,
/// or malformed. One such key must not take the others away.
final class JwkSetReader {
  /// More keys than any issuer publishes.
  static final int MAX_KEYS = 100;

  private static final int MAX_ID = 255;
  private static final int LEAST_RSA_BITS = 2048;

  /// The time of a verification grows with the square of the length.
  private static final int MOST_RSA_BITS = 8192;

  private static final int MOST_EXPONENT_BITS = 33;

  /// The DER of an Ed25519 public key without its 32 bytes (RFC 8410 section 4).
  private static final byte[] ED25519_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

  /// Members of private and symmetric keys.
  private static final List<String> SECRET_MEMBERS =
      List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private JwkSetReader() {}

  /// The usable keys; of several with one `kid` the first. Empty if the text is no JWK Set, has more
  /// than [#MAX_KEYS] keys or no usable one.
  static List<IssuerKey> read(byte[] text, SignatureAlgorithm algorithm) {
    List<IssuerKey> usable = new ArrayList<>();
    if (JwtJsonTree.object(text).map(set -> set.get("keys")).orElse(null) instanceof List<?> keys
        && keys.size() <= MAX_KEYS) {
      for (Object each : keys) {
        if (each instanceof Map<?, ?> jwk) {
          key(members(jwk), algorithm)
              .filter(
                  key -> usable.stream().noneMatch(other -> Objects.equals(other.id(), key.id())))
              .ifPresent(usable::add);
        }
      }
    }
    return List.copyOf(usable);
  }

  private static Map<String, Object> members(Map<?, ?> jwk) {
    Map<String, Object> members = new java.util.HashMap<>();
    jwk.forEach((name, value) -> members.put((String) name, value));
    return members;
  }

  private static Optional<IssuerKey> key(Map<String, Object> jwk, SignatureAlgorithm algorithm) {
    if (SECRET_MEMBERS.stream().anyMatch(jwk::containsKey)
        || !isOrAbsent(jwk, "use", "sig")
        || !isOrAbsent(jwk, "alg", algorithm.jose())
        || !verifies(jwk.get("key_ops"))) {
      return Optional.empty();
    }
    String id = JwtJsonTree.text(jwk, "kid");
    if (jwk.containsKey("kid") && (id == null || id.isEmpty() || id.length() > MAX_ID)) {
      return Optional.empty();
    }
    try {
      PublicKey key = publicKey(jwk, algorithm);
      return key == null ? Optional.empty() : Optional.of(new IssuerKey(id, algorithm, key));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean isOrAbsent(Map<String, Object> jwk, String name, String value) {
    return !jwk.containsKey(name) || value.equals(jwk.get(name));
  }

  private static boolean verifies(@Nullable Object operations) {
    return operations == null || (operations instanceof List<?> list && list.contains("verify"));
  }

  private static @Nullable PublicKey publicKey(
      Map<String, Object> jwk, SignatureAlgorithm algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case RS256, RS384, RS512, PS256 -> rsa(jwk);
      case ES256 -> ec(jwk, "P-256", "secp256r1", 32);
      case ES384 -> ec(jwk, "P-384", "secp384r1", 48);
      case EDDSA -> ed25519(jwk);
    };
  }

  private static @Nullable PublicKey rsa(Map<String, Object> jwk) throws GeneralSecurityException {
    Optional<BigInteger> modulus = number(jwk, "n");
    Optional<BigInteger> exponent = number(jwk, "e");
    if (!"RSA".equals(jwk.get("kty"))
        || modulus.isEmpty()
        || exponent.isEmpty()
        || modulus.get().bitLength() < LEAST_RSA_BITS
        || modulus.get().bitLength() > MOST_RSA_BITS
        || !modulus.get().testBit(0)
        || exponent.get().bitLength() < 2
        || exponent.get().bitLength() > MOST_EXPONENT_BITS
        || !exponent.get().testBit(0)) {
      return null;
    }
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(modulus.get(), exponent.get()));
  }

  private static Optional<BigInteger> number(Map<String, Object> jwk, String name) {
    return bytes(jwk, name).map(bytes -> new BigInteger(1, bytes));
  }

  private static Optional<byte[]> bytes(Map<String, Object> jwk, String name) {
    return Optional.ofNullable(JwtJsonTree.text(jwk, name)).flatMap(Base64Url::decode);
  }

  private static @Nullable PublicKey ec(
      Map<String, Object> jwk, String curve, String java, int length)
      throws GeneralSecurityException {
    Optional<byte[]> x = bytes(jwk, "x").filter(bytes -> bytes.length == length);
    Optional<byte[]> y = bytes(jwk, "y").filter(bytes -> bytes.length == length);
    if (!"EC".equals(jwk.get("kty"))
        || !curve.equals(jwk.get("crv"))
        || x.isEmpty()
        || y.isEmpty()) {
      return null;
    }
    BigInteger left = new BigInteger(1, x.get());
    BigInteger right = new BigInteger(1, y.get());
    // Throws for a point that is not on the curve, which the JDK does not look at.
    CustomNamedCurves.getByName(curve).getCurve().validatePoint(left, right);
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(java));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(left, right), parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private static @Nullable PublicKey ed25519(Map<String, Object> jwk)
      throws GeneralSecurityException {
    Optional<byte[]> point = bytes(jwk, "x").filter(bytes -> bytes.length == 32);
    if (!"OKP".equals(jwk.get("kty")) || !"Ed25519".equals(jwk.get("crv")) || point.isEmpty()) {
      return null;
    }
    byte[] der = new byte[ED25519_INFO.length + 32];
    System.arraycopy(ED25519_INFO, 0, der, 0, ED25519_INFO.length);
    System.arraycopy(point.get(), 0, der, ED25519_INFO.length, 32);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }
}
