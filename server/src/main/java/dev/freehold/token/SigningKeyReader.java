package dev.freehold.token;

import dev.freehold.token.AccessTokenVerifier.JwtJsonReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a private key as PEM (PKCS #8, RFC 7468) or as a JWK (RFC 7517). Messages say what is wrong
/// and show nothing of the key.
public final class SigningKeyReader {
  private static final int BYTES = 32;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private SigningKeyReader() {}

  /// In PEM, `\n` is a line break: many places keep a variable on one line.
  ///
  /// @throws IllegalArgumentException the message follows the name of a setting
  public static SigningKey read(String text) {
    String stripped = text.strip();
    return stripped.startsWith("{") ? jwk(stripped) : pem(stripped.replace("\\n", "\n").strip());
  }

  private static SigningKey pem(String text) {
    Matcher block = PEM.matcher(text);
    if (!block.matches()) {
      throw new IllegalArgumentException("is neither PEM nor a JWK.");
    }
    if (!block.group(1).equals("PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "is a PEM block of " + block.group(1) + "; PRIVATE KEY (PKCS #8) is needed.");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("is PEM with broken Base64.");
    }
    for (String type : List.of("Ed25519", "EC")) {
      Optional<PrivateKey> key = pkcs8(type, der);
      if (key.isPresent()) {
        return SigningKey.of(key.get());
      }
    }
    throw new IllegalArgumentException("is neither an Ed25519 nor a P-256 private key.");
  }

  private static Optional<PrivateKey> pkcs8(String type, byte[] der) {
    try {
      return Optional.of(
          KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  private static SigningKey jwk(String text) {
    Map<String, Object> members =
        JwtJsonReader.members(text.getBytes(StandardCharsets.UTF_8))
            .orElseThrow(() -> new IllegalArgumentException("is a JWK that is no valid JSON."));
    byte[] secret = bytes(members, "d");
    SigningKey key;
    try {
      key =
          switch (members.get("kty") + " " + members.get("crv")) {
            case "OKP Ed25519" ->
                SigningKey.of(
                    KeyFactory.getInstance("Ed25519")
                        .generatePrivate(
                            new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret)));
            case "EC P-256" ->
                SigningKey.of(
                    KeyFactory.getInstance("EC")
                        .generatePrivate(new ECPrivateKeySpec(new BigInteger(1, secret), p256())));
            default ->
                throw new IllegalArgumentException(
                    "is a JWK of another kind than OKP Ed25519 or EC P-256.");
          };
    } catch (GeneralSecurityException _) {
      throw new IllegalArgumentException("is no valid private key.");
    }
    for (String name : List.of("x", "y")) {
      if (members.containsKey(name) && !members.get(name).equals(key.jwk().members().get(name))) {
        throw new IllegalArgumentException(
            "is a JWK whose public part is not that of its private part.");
      }
    }
    return key;
  }

  private static byte[] bytes(Map<String, Object> members, String name) {
    return Optional.ofNullable(members.get(name))
        .filter(String.class::isInstance)
        .flatMap(text -> Base64Url.decode((String) text))
        .filter(bytes -> bytes.length == BYTES)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "is a JWK without a private part of 32 bytes (" + name + ")."));
  }

  private static ECParameterSpec p256() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }
}
