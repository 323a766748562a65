package dev.freehold.openapi;

import org.jspecify.annotations.Nullable;

/// Translates a pattern of the spec language (RE2) to an equivalent ECMA-262 pattern with the `u`
/// flag, as required by JSON Schema 2020-12 (core, section 6.4) for `pattern`.
final class EcmaPattern {
  private static final String SYNTAX = "^$\\.*+?()[]{}|/";
  private static final String RE2_SPACE = "\\t\\n\\f\\r ";

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private boolean inClass;
  private int classStart;

  private EcmaPattern(String text) {
    this.text = text;
  }

  /// @return null if ECMA-262 has no equivalent: flags, named groups, POSIX classes, `\Q…\E`
  static @Nullable String of(String re2) {
    EcmaPattern pattern = new EcmaPattern(re2);
    while (pattern.at < re2.length()) {
      if (!(pattern.inClass ? pattern.classMember() : pattern.term())) {
        return null;
      }
    }
    return pattern.out.toString();
  }

  private boolean term() {
    char c = text.charAt(at);
    switch (c) {
      case '\\' -> {
        return escape();
      }
      case '[' -> {
        inClass = true;
        take(text.startsWith("[^", at) ? 2 : 1);
        classStart = at;
      }
      case '(' -> {
        if (text.startsWith("(?", at) && !text.startsWith("(?:", at)) {
          return false;
        }
        take(1);
      }
      // The dot of RE2 excludes only the line feed; that of ECMA-262 excludes three more
      // characters.
      case '.' -> replace(1, "[^\\n]");
      case '{' -> {
        int length = repetition();
        if (length > 0) {
          take(length);
        } else {
          replace(1, "\\{");
        }
      }
      case '}', ']', '/' -> replace(1, "\\" + c);
      default -> take(1);
    }
    return true;
  }

  private boolean classMember() {
    char c = text.charAt(at);
    if (c == '\\') {
      return escape();
    }
    if (text.startsWith("[:", at)) {
      return false;
    }
    if (c == ']' && at > classStart) {
      inClass = false;
      take(1);
    } else if (c == '[' || c == ']') {
      replace(1, "\\" + c);
    } else {
      take(1);
    }
    return true;
  }

  private boolean escape() {
    if (at + 1 == text.length()) {
      return false;
    }
    char c = text.charAt(at + 1);
    switch (c) {
      case 'd', 'D', 'w', 'W', 't', 'n', 'r', 'f', 'v' -> take(2);
      case 'b', 'B' -> {
        if (inClass) {
          return false;
        }
        take(2);
      }
      case 's' -> replace(2, inClass ? RE2_SPACE : "[" + RE2_SPACE + "]");
      case 'S' -> {
        if (inClass) {
          return false;
        }
        replace(2, "[^" + RE2_SPACE + "]");
      }
      case 'x' -> {
        if (at + 4 > text.length() || text.charAt(at + 2) == '{') {
          return false;
        }
        take(4);
      }
      case 'p', 'P' -> {
        // `\p{L}` and `\p{Lu}` are general categories in both; longer names are scripts, spelled
        // differently.
        int end = text.indexOf('}', at);
        if (at + 2 == text.length() || text.charAt(at + 2) != '{' || end < 0 || end - at > 5) {
          return false;
        }
        take(end + 1 - at);
      }
      default -> {
        if (Character.isLetterOrDigit(c) || c >= 128) {
          return false;
        }
        boolean kept = SYNTAX.indexOf(c) >= 0 || (inClass && c == '-');
        replace(2, kept ? "\\" + c : String.valueOf(c));
      }
    }
    return true;
  }

  /// The length of `{2}`, `{2,}` or `{2,5}` at `at`, or 0.
  private int repetition() {
    int i = at + 1;
    boolean comma = false;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean first = i == at + 1;
      if (c == '}' && !first) {
        return i + 1 - at;
      }
      if (c == ',' && !first && !comma) {
        comma = true;
      } else if (c < '0' || c > '9') {
        return 0;
      }
      i++;
    }
    return 0;
  }

  private void take(int length) {
    out.append(text, at, at + length);
    at += length;
  }

  private void replace(int length, String with) {
    out.append(with);
    at += length;
  }
}
