package dev.freehold.input;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;

/// Reads `Idempotency-Key`: a string as in RFC 9651 section 3.3.3, or the same without quotes, as
/// most clients send it. Both forms are the same key.
public final class IdempotencyKeyHeader {
  private static final String NAME = "Idempotency-Key";
  private static final int MAX = 255;

  private IdempotencyKeyHeader() {}

  /// @return 1 to 255 characters of visible ASCII
  /// @throws ProblemException of [Problem.Invalid] for the header
  public static String read(String header) {
    String text = header.strip();
    String key = text.startsWith("\"") ? unquoted(text) : text;
    boolean visible = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (key.isEmpty() || key.length() > MAX || !visible) {
      throw Problem.Invalid.of(
              NAME,
              ViolationCode.FORMAT,
              NAME + " must be 1 to " + MAX + " visible ASCII characters.")
          .toException();
    }
    return key;
  }

  /// Empty if it is not a quoted string.
  private static String unquoted(String text) {
    StringBuilder key = new StringBuilder();
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i == text.length() - 1 ? key.toString() : "";
      }
      if (c == '\\') {
        i++;
        if (i == text.length() || (text.charAt(i) != '"' && text.charAt(i) != '\\')) {
          return "";
        }
        c = text.charAt(i);
      }
      key.append(c);
    }
    return "";
  }
}
