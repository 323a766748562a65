package dev.freehold.http;

/// ASCII character classes. `Character` would also accept other scripts.
public final class Ascii {
  private Ascii() {}

  public static boolean isLetterOrDigit(char c) {
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  }

  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
