package dev.freehold.token;

/// Base32 without padding (RFC 4648 section 6), which people and authenticator apps read.
public final class Base32 {
  private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Base32() {}

  public static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int left = 0;
    for (byte b : bytes) {
      bits = (bits << 8) | (b & 0xff);
      left += 8;
      while (left >= 5) {
        left -= 5;
        text.append(DIGITS.charAt((bits >> left) & 0x1f));
      }
    }
    if (left > 0) {
      text.append(DIGITS.charAt((bits << (5 - left)) & 0x1f));
    }
    return text.toString();
  }
}
