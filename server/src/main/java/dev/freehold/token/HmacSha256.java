package dev.freehold.token;

import dev.freehold.type.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) under one key. One `Mac` per thread: creating one costs more
/// than using it.
final class HmacSha256 {
  static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final ThreadLocal<Mac> macs;

  HmacSha256(Secret key) {
    SecretKeySpec spec = new SecretKeySpec(key.revealBytes(), ALGORITHM);
    this.macs = ThreadLocal.withInitial(() -> mac(spec));
  }

  /// Derives a key for another purpose from the same secret. A MAC under one key is invalid under
  /// the other.
  static HmacSha256 derived(Secret secret, String purpose) {
    byte[] key = new HmacSha256(secret).sign(purpose.getBytes(StandardCharsets.UTF_8));
    return new HmacSha256(Secret.of(key));
  }

  byte[] sign(byte[] message) {
    return macs.get().doFinal(message);
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
