package dev.freehold.type;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A value that must not appear in a log, a response or an exception message. Its `toString` does
/// not contain the value.
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /// Returns the secret.
  public byte[] revealBytes() {
    return bytes.clone();
  }

  /// Returns the secret as UTF-8 text.
  public String reveal() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public int length() {
    return bytes.length;
  }

  /// Compares two secrets in a time that depends only on their lengths.
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret s && MessageDigest.isEqual(bytes, s.bytes);
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
