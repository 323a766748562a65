package dev.freehold.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One-time passwords by time (TOTP, RFC 6238) as the usual authenticator apps make them: HMAC-SHA-1, six
/// digits, a step of 30 s.
public final class Totp {
  /// 160 bits, as RFC 4226 section 4 recommends.
  public static final int SECRET_BYTES = 20;

  public static final int STEP_SECONDS = 30;
  public static final int DIGITS = 6;

  /// Clocks may be a step apart (RFC 6238 section 5.2).
  private static final int SKEW = 1;

  private Totp() {}

  /// The code of a step.
  ///
  /// @param step the number of whole steps since 1970
  public static String code(byte[] secret, long step) {
    return code(secret, step, DIGITS);
  }

  /// RFC 4226 section 5.3.
  static String code(byte[] secret, long step, int digits) {
    byte[] hash = hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = hash[hash.length - 1] & 0x0f;
    int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff;
    long modulus = 1;
    for (int i = 0; i < digits; i++) {
      modulus *= 10;
    }
    return String.format(Locale.ROOT, "%0" + digits + "d", number % modulus);
  }

  /// The step whose code is given, if it may still be used. Compares every step, in constant time.
  ///
  /// @param now the step of now
  /// @param last the last step that was used; a code of it, or of an earlier one, is used up
  public static OptionalLong match(byte[] secret, String code, long now, long last) {
    OptionalLong found = OptionalLong.empty();
    for (long step = now - SKEW; step <= now + SKEW; step++) {
      boolean same = MessageDigest.isEqual(bytes(code(secret, step)), bytes(code));
      if (same && step > last) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  private static byte[] bytes(String code) {
    return code.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hmac(byte[] secret, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA1", e);
    }
  }
}
