package dev.freehold.type;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A value that must not reach a log, an answer or an exception text: it has no useful `toString`.
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

  /// The secret itself, for the one place that needs it.
  public byte[] revealBytes() {
    return bytes.clone();
  }

  /// The secret as UTF-8 text.
  public String reveal() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public int length() {
    return bytes.length;
  }

  /// Compares in a time that depends on the lengths only.
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
