package dev.freehold.password;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A PBKDF2 hash (RFC 8018 section 5.2), as `$pbkdf2-sha256$i=600000$salt$hash`, with SHA-1, SHA-256 or
/// SHA-512. Salt and hash are in base64 without padding.
final class Pbkdf2Hash implements ImportedHash {
  static final String PREFIX = "$pbkdf2-";

  /// About a second. Django 6.0 uses 1,200,000.
  private static final int MOST_ITERATIONS = 2_000_000;

  private static final Pattern FORM =
      Pattern.compile(
          "\\$pbkdf2-(sha1|sha256|sha512)\\$i=(\\d{1,8})"
              + "\\$([A-Za-z0-9+/]{2,172})\\$([A-Za-z0-9+/]{22,86})");

  /// `pbkdf2_sha256$600000$salt$hash`; the salt is text, the hash is in base64 with padding.
  private static final Pattern DJANGO =
      Pattern.compile(
          "pbkdf2_(sha1|sha256|sha512)\\$(\\d{1,8})\\$([!-#%-~]{1,128})\\$([A-Za-z0-9+/]{22,86}={0,2})");

  private final String digest;
  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private Pbkdf2Hash(String digest, int iterations, byte[] salt, byte[] hash) {
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      throw new IllegalArgumentException(
          "has " + iterations + " iterations of PBKDF2, not 1 to " + MOST_ITERATIONS);
    }
    this.digest = digest;
    this.iterations = iterations;
    this.salt = salt.clone();
    this.hash = hash.clone();
  }

  /// @throws IllegalArgumentException if it is no such hash, or its cost is out of bounds
  static Pbkdf2Hash parse(String stored) {
    Matcher parts = matched(FORM, stored);
    Base64.Decoder base64 = Base64.getDecoder();
    return new Pbkdf2Hash(
        parts.group(1),
        Integer.parseInt(parts.group(2)),
        base64.decode(parts.group(3)),
        base64.decode(parts.group(4)));
  }

  /// Reads a hash as Django writes it.
  ///
  /// @throws IllegalArgumentException if it is no such hash, or its cost is out of bounds
  static Pbkdf2Hash ofDjango(String text) {
    Matcher parts = matched(DJANGO, text);
    return new Pbkdf2Hash(
        parts.group(1),
        Integer.parseInt(parts.group(2)),
        ImportedHash.utf8(parts.group(3)),
        Base64.getDecoder().decode(parts.group(4)));
  }

  private static Matcher matched(Pattern form, String text) {
    Matcher parts = form.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("is not a PBKDF2 hash");
    }
    return parts;
  }

  @Override
  public boolean matches(String password) {
    PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, hash.length * 8);
    try {
      byte[] actual =
          SecretKeyFactory.getInstance("PBKDF2WithHmac" + digest.toUpperCase(Locale.ROOT))
              .generateSecret(key)
              .getEncoded();
      return MessageDigest.isEqual(hash, actual);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PBKDF2", e);
    } finally {
      key.clearPassword();
    }
  }

  @Override
  public String encoded() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return PREFIX
        + digest
        + "$i="
        + iterations
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }
}
