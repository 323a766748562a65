package dev.freehold.audit.probe.token;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A decoded token of the server, from which forged tokens are made: a JWS in compact form (RFC
/// 7515) whose payload is a JSON object (RFC 7519).
///
/// @param signed the first two parts as in the token; input to the signature check
record DecodedJwt(String signed, JsonObject header, JsonObject payload, String signature) {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /// Returns empty for an opaque token.
  static Optional<DecodedJwt> read(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DecodedJwt(
              parts[0] + "." + parts[1],
              new JsonObject(decoded(parts[0])),
              new JsonObject(decoded(parts[1])),
              parts[2]));
    } catch (IllegalArgumentException | DecodeException e) {
      return Optional.empty();
    }
  }

  /// Whether the MAC of this token was made with `secret`. Computed offline: no request is sent.
  boolean isSignedWith(byte[] secret) {
    String algorithm = header.getString("alg", "");
    if (!algorithm.matches("HS(256|384|512)")) {
      return false;
    }
    byte[] expected = ascii(ENCODER.encodeToString(mac(algorithm, secret, signed)));
    return MessageDigest.isEqual(expected, ascii(signature));
  }

  /// The original header and signature with another payload; the signature does not match.
  String withPayload(JsonObject other) {
    return part(header) + "." + part(other) + "." + signature;
  }

  /// Header and payload without a signature; the trailing dot stays.
  static String unsigned(JsonObject header, JsonObject payload) {
    return part(header) + "." + part(payload) + ".";
  }

  /// @param algorithm HS256, HS384 or HS512: the algorithm of the signature, whatever the header
  ///   states
  static String signed(JsonObject header, JsonObject payload, String algorithm, byte[] secret) {
    String signed = part(header) + "." + part(payload);
    return signed + "." + ENCODER.encodeToString(mac(algorithm, secret, signed));
  }

  private static String part(JsonObject json) {
    return ENCODER.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static byte[] mac(String algorithm, byte[] secret, String text) {
    String name = "HmacSHA" + algorithm.substring(2);
    try {
      Mac mac = Mac.getInstance(name);
      // Some servers are deployed with an empty key. The JDK rejects an empty key; one zero byte is
      // equivalent (RFC 2104).
      mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, name));
      return mac.doFinal(ascii(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(name + " is part of every JDK", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
