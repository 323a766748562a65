package dev.freehold.input;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scans the values of a list or of an `or` expression from left to right. An unquoted value ends
/// before `,` or `)`; surrounding blanks are ignored. A value with commas, quotes or parentheses,
/// or with blanks at its ends, must be in double quotes, where `\` escapes `"` and `\`. Scanning
/// ends at the first error. Runs in linear time.
final class FilterScanner {
  private final String text;
  private int at;
  private @Nullable String error;

  FilterScanner(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    return at == text.length();
  }

  /// The error as a predicate; null if there is none.
  @Nullable String error() {
    return error;
  }

  /// Records an error at the current character. Only the first error is kept.
  void fail(String why) {
    if (error == null) {
      error = "cannot be read at character " + (at + 1) + ": " + why;
    }
  }

  void skipBlanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  boolean take(char c) {
    if (!isAt(c)) {
      return false;
    }
    at++;
    return true;
  }

  void expect(char c) {
    if (!take(c)) {
      fail("'" + c + "' is missing");
    }
  }

  /// The text before the next character of `stops`, or up to the end. May be empty.
  String until(String stops) {
    int from = at;
    while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  /// Comma-separated values up to a `)` or the end. Incomplete after an error.
  List<String> values() {
    List<String> values = new ArrayList<>();
    skipBlanks();
    if (isAtEnd() || isAt(')')) {
      return values;
    }
    do {
      values.add(value());
    } while (error == null && take(','));
    return values;
  }

  /// One value. Empty after an error.
  String value() {
    skipBlanks();
    return isAt('"') ? quoted() : unquoted();
  }

  private String unquoted() {
    String value = until(",)(\"").stripTrailing();
    if (isAt('(') || isAt('"')) {
      fail("a value with quotes or parentheses must be in double quotes");
    } else if (value.isEmpty()) {
      fail("a value is missing; the empty text is \"\"");
    }
    return value;
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    at++;
    while (!isAtEnd()) {
      char c = text.charAt(at++);
      if (c == '"') {
        skipBlanks();
        if (!isAtEnd() && !isAt(',') && !isAt(')')) {
          fail("something follows the closing quote");
        }
        return value.toString();
      }
      if (c == '\\') {
        if (!isAt('"') && !isAt('\\')) {
          fail("'\\' may only escape '\"' or '\\'");
          return "";
        }
        c = text.charAt(at++);
      }
      value.append(c);
    }
    fail("the closing quote is missing");
    return "";
  }
}
