package dev.freehold.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Percent-decoding (RFC 3986 section 2.1) with strict UTF-8 (RFC 3629). Decodes once: `%2541`
/// becomes `%41`.
final class PercentDecoder {
  private PercentDecoder() {}

  /// Decodes `text` between two indexes. Null if an escape is incomplete or not hexadecimal, a
  /// character is not ASCII, or the bytes are not UTF-8.
  ///
  /// @param plusIsSpace as in application/x-www-form-urlencoded
  static @Nullable String decode(String text, int from, int to, boolean plusIsSpace) {
    int i = from;
    while (i < to && isPlain(text.charAt(i), plusIsSpace)) {
      i++;
    }
    if (i == to) {
      return text.substring(from, to);
    }
    byte[] bytes = new byte[to - from];
    int length = 0;
    for (int at = from; at < to; at++) {
      char c = text.charAt(at);
      if (c == '%') {
        if (at + 2 >= to) {
          return null;
        }
        int high = hex(text.charAt(at + 1));
        int low = hex(text.charAt(at + 2));
        if (high < 0 || low < 0) {
          return null;
        }
        bytes[length++] = (byte) (high << 4 | low);
        at += 2;
      } else if (c > 0x7f) {
        return null;
      } else {
        bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  /// ASCII digits only: `Character.digit` also accepts digits of other scripts.
  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static boolean isPlain(char c, boolean plusIsSpace) {
    return c != '%' && c <= 0x7f && !(plusIsSpace && c == '+');
  }
}
