package dev.freehold.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/// The text of API keys: `fh_`, 256 random bits as 43 letters and digits, and the CRC-32 of all that as
/// 6 more. With the prefix and the checksum a scanner for secrets knows a key without asking the server,
/// and the server knows a mistyped one without asking the database.
///
/// Only the SHA-256 of a key is stored. It needs no Argon2id: that makes guesses of a password
/// expensive, and 256 random bits are not guessed.
public final class ApiKeyCodec {
  public static final String PREFIX = "fh_";

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
  private static final int RANDOM = 32;
  private static final int RANDOM_DIGITS = 43;
  private static final int CHECKSUM_DIGITS = 6;

  /// In characters.
  static final int LENGTH = PREFIX.length() + RANDOM_DIGITS + CHECKSUM_DIGITS;

  private ApiKeyCodec() {}

  /// A new key.
  public static String generate(SecureRandom random) {
    byte[] bytes = new byte[RANDOM];
    random.nextBytes(bytes);
    String body = PREFIX + digits(new BigInteger(1, bytes), RANDOM_DIGITS);
    return body + checksum(body);
  }

  /// Whether [#generate] can have returned the text.
  public static boolean isWellFormed(String text) {
    int body = LENGTH - CHECKSUM_DIGITS;
    return text.length() == LENGTH
        && text.startsWith(PREFIX)
        && text.chars().skip(PREFIX.length()).allMatch(c -> DIGITS.indexOf(c) >= 0)
        && checksum(text.substring(0, body)).equals(text.substring(body));
  }

  /// The stored form of a key: 32 bytes.
  public static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String checksum(String body) {
    CRC32 sum = new CRC32();
    sum.update(body.getBytes(StandardCharsets.US_ASCII));
    return digits(BigInteger.valueOf(sum.getValue()), CHECKSUM_DIGITS);
  }

  private static String digits(BigInteger value, int length) {
    char[] digits = new char[length];
    BigInteger rest = value;
    for (int i = length - 1; i >= 0; i--) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      digits[i] = DIGITS.charAt(parts[1].intValue());
      rest = parts[0];
    }
    return new String(digits);
  }
}
