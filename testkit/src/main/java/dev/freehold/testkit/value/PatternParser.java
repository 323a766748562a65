package dev.freehold.testkit.value;

import dev.freehold.testkit.value.PatternParser.PatternNode.Alternation;
import dev.freehold.testkit.value.PatternParser.PatternNode.CharacterClass;
import dev.freehold.testkit.value.PatternParser.PatternNode.Repetition;
import dev.freehold.testkit.value.PatternParser.PatternNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads RE2's syntax into what texts are made from. What it does not know, such as classes of Unicode, gives nothing: every text
/// is held to the pattern itself, so what is read wrongly costs a text and no more.
final class PatternParser {
  private static final int ENDLESS = Integer.MAX_VALUE;
  private static final String PRINTABLE =
      "bcdfghjkabeAB0123456789lmnopqrstuvwxyziCDEFGHIJKLMNOPQRSTUVWXYZ-_./@#:+,;!$%&()*=?[]^{}|~"
          + " '\"\\<>`";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String DIGITS = "0123456789";

  private final String text;
  private int at;

  /// It has something that is not known here.
  private static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private PatternParser(String text) {
    this.text = text;
  }

  static Optional<PatternNode> parse(String pattern) {
    PatternParser parser = new PatternParser(pattern);
    try {
      PatternNode node = parser.either();
      return parser.at == pattern.length() ? Optional.of(node) : Optional.empty();
    } catch (Unknown _) {
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
      throw new Unknown();
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private PatternNode either() {
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
        throw new Unknown();
      }
      at = end + 1;
      int min = Integer.parseInt(bounds[0]);
      int max =
          bounds.length == 1 ? min : bounds[1].isEmpty() ? ENDLESS : Integer.parseInt(bounds[1]);
      node = new Repetition(part, min, max);
    } else {
      return node;
    }
    take("?"); // what is taken first does not matter to what matches
    return node;
  }

  private PatternNode atom() {
    int c = next();
    return switch (c) {
      case '(' -> group();
      case '[' -> new CharacterClass(List.copyOf(set()));
      case '.' -> new CharacterClass(all(PRINTABLE));
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
        throw new Unknown();
      }
    }
    PatternNode inner = either();
    if (!take(")")) {
      throw new Unknown();
    }
    return inner;
  }

  private PatternNode escape() {
    int c = next();
    return switch (c) {
      case 'A', 'z', 'b', 'B' -> new Sequence(List.of());
      default -> new CharacterClass(List.copyOf(escaped(c)));
    };
  }

  private static Set<Integer> escaped(int c) {
    return switch (c) {
      case 'd' -> of(DIGITS);
      case 'w' -> of(LETTERS + DIGITS + "_");
      case 's' -> of(" \t");
      case 'D', 'S', 'W' -> without(escaped(Character.toLowerCase(c)));
      case 't' -> Set.of((int) '\t');
      case 'n' -> Set.of((int) '\n');
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw new Unknown();
        }
        yield Set.of(c);
      }
    };
  }

  private Set<Integer> set() {
    boolean not = take("^");
    Set<Integer> found = new LinkedHashSet<>();
    boolean first = true;
    while (first || !take("]")) {
      first = false;
      int c = next();
      if (c == '[' && more() && text.charAt(at) == ':') {
        found.addAll(posix());
        continue;
      }
      if (c == '\\') {
        Set<Integer> escaped = escaped(next());
        found.addAll(escaped);
        if (escaped.size() > 1) {
          continue;
        }
        c = escaped.iterator().next();
      }
      int last = c;
      if (more()
          && text.charAt(at) == '-'
          && at + 1 < text.length()
          && text.charAt(at + 1) != ']') {
        at++;
        last = next();
        last = last == '\\' ? next() : last;
      }
      // A range of thousands is one of another script, of which some letters are enough.
      for (int each = c; each <= Math.min(last, c + 200); each++) {
        found.add(each);
      }
    }
    return not ? without(found) : found;
  }

  private Set<Integer> posix() {
    int end = text.indexOf(":]", at);
    String name = end < 0 ? "" : text.substring(at + 1, end);
    at = end + 2;
    return switch (name) {
      case "alpha" -> of(LETTERS);
      case "digit" -> of(DIGITS);
      case "alnum" -> of(LETTERS + DIGITS);
      case "lower" -> of(LETTERS.substring(0, 26));
      case "upper" -> of(LETTERS.substring(26));
      default -> throw new Unknown();
    };
  }

  private static Set<Integer> without(Set<Integer> some) {
    Set<Integer> rest = of(PRINTABLE);
    rest.removeAll(some);
    if (rest.isEmpty()) {
      throw new Unknown();
    }
    return rest;
  }

  private static List<Integer> all(String chars) {
    return chars.chars().boxed().toList();
  }

  private static Set<Integer> of(String chars) {
    return new LinkedHashSet<>(all(chars));
  }

  /// What a regular expression is made of, as far as texts are made from it.
  sealed interface PatternNode {
    /// The fewest characters that it stands for.
    int minLength();

    /// One of these characters.
    record CharacterClass(List<Integer> any) implements PatternNode {
      public CharacterClass {
        any = List.copyOf(any);
      }

      @Override
      public int minLength() {
        return 1;
      }
    }

    /// One after the other; of none, such as an anchor, nothing.
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
