package dev.freehold.migrate.file.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What a text is known by. It finds what was changed by mistake; whoever means to deceive can compute it too.
final class Sum {
  private static final int SHORT = 16;

  private Sum() {}

  /// SHA-256 of the text as UTF-8, in hexadecimal.
  static String of(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Its first digits.
  static String shortly(String text) {
    return of(text).substring(0, SHORT);
  }
}
