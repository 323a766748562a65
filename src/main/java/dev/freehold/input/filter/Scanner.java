package dev.freehold.input.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the values of a list or of an `or` from left to right. A bare value ends before `,` or `)`; blanks around it do not
/// count. One that has commas, quotes, parentheses or blanks at its ends stands in double quotes, where `\` escapes `"` and
/// `\`. The first mistake ends the reading. Linear.
final class Scanner {
  private final String text;
  private int at;
  private @Nullable String fault;

  Scanner(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    return at == text.length();
  }

  /// What is wrong, as a predicate; null while nothing is.
  @Nullable String fault() {
    return fault;
  }

  /// Notes what is wrong here, unless something was before.
  void fail(String why) {
    if (fault == null) {
      fault = "cannot be read at character " + (at + 1) + ": " + why;
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

  /// What stands before the next of `stops`, or before the end. It may be empty.
  String until(String stops) {
    int from = at;
    while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  /// Values with commas between them, up to a `)` or the end; none where it begins there. Incomplete after a mistake.
  List<String> values() {
    List<String> values = new ArrayList<>();
    skipBlanks();
    if (isAtEnd() || isAt(')')) {
      return values;
    }
    do {
      values.add(value());
    } while (fault == null && take(','));
    return values;
  }

  /// One value. Empty after a mistake.
  String value() {
    skipBlanks();
    return isAt('"') ? quoted() : bare();
  }

  private String bare() {
    String value = until(",)(\"").stripTrailing();
    if (isAt('(') || isAt('"')) {
      fail("a value with quotes or parentheses stands in double quotes");
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
          fail("'\\' stands before '\"' or '\\' only");
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
