package dev.freehold.token;

import java.util.Base64;
import java.util.Optional;

/// base64url without padding (RFC 7515 section 2). Accepts only the canonical form, so that a token
/// has exactly one spelling.
public final class Base64Url {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Base64Url() {}

  public static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /// Empty if `text` has any other character (padding and white space included), an impossible
  /// length, or stray bits in its last character.
  public static Optional<byte[]> decode(String text) {
    int length = text.length();
    if (length % 4 == 1 || text.indexOf('=') >= 0) {
      return Optional.empty();
    }
    int stray =
        switch (length % 4) {
          case 2 -> 0x0f;
          case 3 -> 0x03;
          default -> 0;
        };
    if (stray != 0 && (digit(text.charAt(length - 1)) & stray) != 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The value of a character of the alphabet (RFC 4648 section 5), or -1.
  private static int digit(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
  }
}
