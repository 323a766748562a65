package dev.freehold.token;

import dev.freehold.type.Secret;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The HMAC keys of one purpose, one for each of the [SigningSecrets]. The current key signs; a tag is
/// valid under any of them.
public final class HmacKeyring {
  /// The least length of a truncated tag in bytes (RFC 2104 section 5).
  private static final int LEAST = HmacSha256.BYTES / 2;

  private final List<HmacSha256> keys;

  private HmacKeyring(SigningSecrets secrets, Function<Secret, HmacSha256> key) {
    this.keys = secrets.accepted().stream().map(key).toList();
  }

  /// The secrets themselves as keys.
  public static HmacKeyring of(SigningSecrets secrets) {
    return new HmacKeyring(secrets, HmacSha256::new);
  }

  /// Keys of another purpose. A tag under one of them is invalid for any other purpose.
  public static HmacKeyring derived(SigningSecrets secrets, String purpose) {
    return new HmacKeyring(secrets, secret -> HmacSha256.derived(secret, purpose));
  }

  public byte[] sign(byte[] message) {
    return keys.getFirst().sign(message);
  }

  /// Compares in constant time.
  public boolean verify(byte[] message, byte[] tag) {
    return verifyTruncated(message, tag, HmacSha256.BYTES);
  }

  /// Verifies a tag of which only the first bytes were kept.
  ///
  /// @param length of the tag in bytes, at least half of a whole one; a tag of another length is
  ///     invalid
  public boolean verifyTruncated(byte[] message, byte[] tag, int length) {
    if (length < LEAST || length > HmacSha256.BYTES) {
      throw new IllegalArgumentException("the length of a tag: " + length);
    }
    return keys.stream()
        .anyMatch(key -> MessageDigest.isEqual(Arrays.copyOf(key.sign(message), length), tag));
  }
}
