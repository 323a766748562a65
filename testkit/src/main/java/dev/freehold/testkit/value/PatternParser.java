package dev.freehold.testkit.value;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.freehold.testkit.value.PatternParser.PatternNode.Alternation;
import dev.freehold.testkit.value.PatternParser.PatternNode.CharacterClass;
import dev.freehold.testkit.value.PatternParser.PatternNode.Repetition;
import dev.freehold.testkit.value.PatternParser.PatternNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Parses the structure of an RE2 pattern: alternations, sequences, repetitions. The RE2 library
/// decides which characters a character class has. A construct that this parser misreads only costs
/// a candidate text, because each text is matched against the pattern before its use.
final class PatternParser {
  private static final int ENDLESS = Integer.MAX_VALUE;
  private static final String PRINTABLE =
      "bcdfghjkabeAB0123456789lmnopqrstuvwxyziCDEFGHIJKLMNOPQRSTUVWXYZ-_./@#:+,;!$%&()*=?[]^{}|~"
          + " '\"\\<>`";

  /// Letters and digits of further scripts, a symbol, a supplementary character and white space.
  private static final String OTHER = "éßÄñαΩжЯ中あ٣€😀\t\n\r\f\u000b\u0007";

  /// `\x41`, `\x{1F600}`, `\101`.
  private static final java.util.regex.Pattern NUMBERED =
      java.util.regex.Pattern.compile("\\\\x(\\{[0-9A-Fa-f]+\\}|[0-9A-Fa-f]{2})|\\\\[0-7]{3}");

  private static final int MAX_HEX_DIGITS = 6;

  private final String text;
  private int at;

  private static final class UnsupportedSyntax extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private PatternParser(String text) {
    this.text = text;
  }

  /// Parses `pattern`. Empty if it has an unsupported construct.
  ///
  /// @param pattern a valid RE2 pattern
  static Optional<PatternNode> parse(String pattern) {
    PatternParser parser = new PatternParser(pattern);
    try {
      PatternNode node = parser.alternation();
      return parser.at == pattern.length() ? Optional.of(node) : Optional.empty();
    } catch (UnsupportedSyntax | PatternSyntaxException _) {
      return Optional.empty();
    }
  }

  private boolean more() {
    return at < text.length();
  }

  private boolean take(String expected) {
    if (text.startsWith(expected, at)) {
      at += expected.length();
      return true;
    }
    return false;
  }

  private int next() {
    if (!more()) {
      throw new UnsupportedSyntax();
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private PatternNode alternation() {
    List<PatternNode> options = new ArrayList<>();
    do {
      options.add(sequence());
    } while (take("|"));
    return options.size() == 1 ? options.getFirst() : new Alternation(options);
  }

  private PatternNode sequence() {
    List<PatternNode> parts = new ArrayList<>();
    while (more() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      parts.add(repeated(atom()));
    }
    return new Sequence(parts);
  }

  private PatternNode repeated(PatternNode part) {
    PatternNode node = part;
    if (take("*")) {
      node = new Repetition(part, 0, ENDLESS);
    } else if (take("+")) {
      node = new Repetition(part, 1, ENDLESS);
    } else if (take("?")) {
      node = new Repetition(part, 0, 1);
    } else if (more() && text.charAt(at) == '{') {
      int end = text.indexOf('}', at);
      String[] bounds = end < 0 ? new String[0] : text.substring(at + 1, end).split(",", -1);
      if (bounds.length == 0 || bounds.length > 2 || !bounds[0].matches("[0-9]{1,4}")) {
        throw new UnsupportedSyntax();
      }
      at = end + 1;
      int min = Integer.parseInt(bounds[0]);
      int max =
          bounds.length == 1 ? min : bounds[1].isEmpty() ? ENDLESS : Integer.parseInt(bounds[1]);
      node = new Repetition(part, min, max);
    } else {
      return node;
    }
    take("?"); // lazy or greedy: the same texts match
    return node;
  }

  private PatternNode atom() {
    int c = next();
    return switch (c) {
      case '(' -> group();
      case '[' -> bracketExpression();
      case '.' -> characterClass(".");
      case '^', '$' -> new Sequence(List.of());
      case '\\' -> escape();
      default -> new CharacterClass(List.of(c));
    };
  }

  private PatternNode group() {
    if (take("?P<") || take("?<")) {
      at = text.indexOf('>', at) + 1;
    } else if (take("?")) {
      while (more() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      if (take(")")) {
        return new Sequence(List.of());
      }
      if (!take(":")) {
        throw new UnsupportedSyntax();
      }
    }
    PatternNode inner = alternation();
    if (!take(")")) {
      throw new UnsupportedSyntax();
    }
    return inner;
  }

  private PatternNode escape() {
    int start = at - 1;
    int c = next();
    if ("AzbB".indexOf(c) >= 0) {
      return new Sequence(List.of());
    }
    if (c == 'Q') {
      int end = text.indexOf("\\E", at);
      String literal = text.substring(at, end < 0 ? text.length() : end);
      at = end < 0 ? text.length() : end + 2;
      return new Sequence(
          literal
              .codePoints()
              .<PatternNode>mapToObj(each -> new CharacterClass(List.of(each)))
              .toList());
    }
    skipEscape(c);
    return characterClass(text.substring(start, at));
  }

  /// Skips an escape sequence.
  ///
  /// @param c the character after the backslash, already read
  private void skipEscape(int c) {
    if ((c == 'x' || c == 'p' || c == 'P') && take("{")) {
      at = text.indexOf('}', at) + 1;
    } else if (c == 'x') {
      at = Math.min(text.length(), at + 2);
    } else if (c == 'p' || c == 'P') {
      next();
    } else if (c >= '0' && c <= '7') {
      for (int i = 0; i < 2 && more() && text.charAt(at) >= '0' && text.charAt(at) <= '7'; i++) {
        at++;
      }
    }
  }

  private PatternNode bracketExpression() {
    int start = at - 1;
    take("^");
    take("]");
    while (!take("]")) {
      if (take("[:")) {
        at = text.indexOf(":]", at) + 2;
      } else if (next() == '\\') {
        skipEscape(next());
      }
    }
    return characterClass(text.substring(start, at));
  }

  /// The characters of a class as decided by RE2. Candidates are a fixed set, the characters in the
  /// text of the class and its numeric escapes.
  private static PatternNode characterClass(String expression) {
    Pattern pattern = Pattern.compile(expression);
    IntStream numbered =
        NUMBERED
            .matcher(expression)
            .results()
            .map(m -> m.group().replaceAll("[^0-9A-Fa-f]", ""))
            .filter(digits -> digits.length() <= MAX_HEX_DIGITS)
            .mapToInt(digits -> Integer.parseInt(digits, 16))
            .flatMap(c -> IntStream.range(c, c + 3));
    List<Integer> found =
        IntStream.concat((PRINTABLE + OTHER + expression).codePoints(), numbered)
            .filter(c -> Character.isValidCodePoint(c) && pattern.matches(Character.toString(c)))
            .distinct()
            .boxed()
            .toList();
    if (found.isEmpty()) {
      throw new UnsupportedSyntax();
    }
    return new CharacterClass(found);
  }

  /// A node of the syntax tree of a pattern.
  sealed interface PatternNode {
    /// The length of the shortest text that matches, in characters.
    int minLength();

    /// One of a set of characters.
    record CharacterClass(List<Integer> any) implements PatternNode {
      public CharacterClass {
        any = List.copyOf(any);
      }

      @Override
      public int minLength() {
        return 1;
      }
    }

    /// A sequence of parts; empty for an anchor.
    record Sequence(List<PatternNode> parts) implements PatternNode {
      public Sequence {
        parts = List.copyOf(parts);
      }

      @Override
      public int minLength() {
        return parts.stream().mapToInt(PatternNode::minLength).sum();
      }
    }

    record Alternation(List<PatternNode> options) implements PatternNode {
      public Alternation {
        options = List.copyOf(options);
      }

      @Override
      public int minLength() {
        return options.stream().mapToInt(PatternNode::minLength).min().orElse(0);
      }
    }

    record Repetition(PatternNode part, int min, int max) implements PatternNode {
      @Override
      public int minLength() {
        return min * part.minLength();
      }
    }
  }
}
