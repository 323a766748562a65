package dev.freehold.description;

import java.util.Optional;

/// Generates a short text that matches a simple pattern: literals, classes, groups, alternatives
/// and quantifiers. Look-around, back-references and properties are not supported; the result is
/// verified against the pattern.
final class PatternSampleGenerator {
  private static final int MAX_REPEAT = 64;
  private static final int MAX_LENGTH = 500;
  private static final int MAX_DEPTH = 20;

  /// The characters tried first for a negated class and for a dot.
  private static final String PLAIN = "a1-_ .A,:;/+é";

  private final String pattern;
  private int at;

  private PatternSampleGenerator(String pattern) {
    this.pattern = pattern;
  }

  private static final class UnsupportedPatternException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnsupportedPatternException() {
      super(null, null, false, false);
    }
  }

  static Optional<String> of(String pattern) {
    PatternSampleGenerator reader = new PatternSampleGenerator(pattern);
    try {
      String text = reader.choice(0);
      return reader.at == pattern.length() ? Optional.of(text) : Optional.empty();
    } catch (UnsupportedPatternException
        | StringIndexOutOfBoundsException
        | NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// Uses the first alternative and skips the others.
  private String choice(int depth) {
    if (depth > MAX_DEPTH) {
      throw new UnsupportedPatternException();
    }
    String first = sequence(depth);
    while (at < pattern.length() && pattern.charAt(at) == '|') {
      at++;
      sequence(depth);
    }
    return first;
  }

  private String sequence(int depth) {
    StringBuilder text = new StringBuilder();
    while (at < pattern.length() && "|)".indexOf(pattern.charAt(at)) < 0) {
      String part = atom(depth);
      text.append(part.repeat(count()));
      if (text.length() > MAX_LENGTH) {
        throw new UnsupportedPatternException();
      }
    }
    return text.toString();
  }

  private String atom(int depth) {
    char c = pattern.charAt(at++);
    return switch (c) {
      case '^', '$' -> "";
      case '.' -> "a";
      case '(' -> group(depth);
      case '[' -> oneOfClass();
      case '\\' -> escaped(pattern.charAt(at++));
      default -> String.valueOf(c);
    };
  }

  private String group(int depth) {
    if (pattern.charAt(at) == '?') {
      if (pattern.charAt(at + 1) != ':') {
        throw new UnsupportedPatternException();
      }
      at += 2;
    }
    String inner = choice(depth + 1);
    if (pattern.charAt(at++) != ')') {
      throw new UnsupportedPatternException();
    }
    return inner;
  }

  private String escaped(char c) {
    return switch (c) {
      case 'd' -> "1";
      case 'w', 'D', 'S' -> "a";
      case 's', 'W' -> " ";
      case 'b', 'B' -> "";
      case 't' -> "\t";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 'u' -> {
        String hex = pattern.substring(at, at + 4);
        at += 4;
        yield String.valueOf((char) Integer.parseInt(hex, 16));
      }
      case 'p', 'P', 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          throw new UnsupportedPatternException();
      default -> String.valueOf(c);
    };
  }

  private String oneOfClass() {
    int start = at - 1;
    boolean negated = pattern.charAt(at) == '^';
    if (negated) {
      at++;
    }
    String first = "";
    while (pattern.charAt(at) != ']' || (first.isEmpty() && at == start + 1)) {
      char c = pattern.charAt(at++);
      String one = c == '\\' ? escaped(pattern.charAt(at++)) : String.valueOf(c);
      first = first.isEmpty() ? one : first;
    }
    at++;
    String written = pattern.substring(start, at);
    if (!negated) {
      return first;
    }
    return PLAIN
        .codePoints()
        .mapToObj(Character::toString)
        .filter(each -> BoundedPatternMatcher.find(written, each).orElse(false))
        .findFirst()
        .orElseThrow(UnsupportedPatternException::new);
  }

  /// The minimum length, or one if the minimum is zero, so that the text is not empty.
  private int count() {
    if (at >= pattern.length()) {
      return 1;
    }
    int count =
        switch (pattern.charAt(at)) {
          case '*', '+', '?' -> {
            at++;
            yield 1;
          }
          case '{' -> braces();
          default -> 1;
        };
    if (at < pattern.length() && "?+".indexOf(pattern.charAt(at)) >= 0) {
      at++;
    }
    return count;
  }

  private int braces() {
    int end = pattern.indexOf('}', at);
    String inner = pattern.substring(at + 1, end);
    at = end + 1;
    int least = Integer.parseInt(inner.split(",", 2)[0]);
    int most =
        inner.endsWith(",") || !inner.contains(",")
            ? Math.max(1, least)
            : Integer.parseInt(inner.split(",", 2)[1]);
    int count = Math.min(Math.max(1, least), most);
    if (count > MAX_REPEAT) {
      throw new UnsupportedPatternException();
    }
    return count;
  }
}
