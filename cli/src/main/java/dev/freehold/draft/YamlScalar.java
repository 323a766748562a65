package dev.freehold.draft;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes text as one YAML 1.2 scalar that older parsers also read as text: plain if it is
/// unambiguous, else in double quotes.
public final class YamlScalar {
  /// A plain scalar that is also valid in flow style: starts with a letter and has no indicators.
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*( [A-Za-z0-9_.-]+)*");

  /// Words that some version of YAML does not read as text.
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private YamlScalar() {}

  public static String of(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    return plain ? text : quoted(text);
  }

  /// Writes a string, number, boolean or a list of those in flow style.
  static String value(Object value) {
    return switch (value) {
      case BigDecimal number -> number.toPlainString();
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      case List<?> items ->
          items.stream()
              .map(item -> item == null ? "null" : value(item))
              .collect(Collectors.joining(", ", "[", "]"));
      default -> of(value.toString());
    };
  }

  static String list(List<String> texts) {
    return texts.stream().map(YamlScalar::of).collect(Collectors.joining(", ", "[", "]"));
  }

  /// Writes any text in double quotes (YAML 1.2.2, section 5.7).
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(c -> character(out, c));
    return out.append('"').toString();
  }

  private static void character(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      case '\r' -> out.append("\\r");
      default -> {
        if (isShown(c)) {
          out.appendCodePoint(c);
        } else {
          out.append(String.format(Locale.ROOT, c > 0xFFFF ? "\\U%08X" : "\\u%04X", c));
        }
      }
    }
  }

  /// Whether the character is printable; others are written as escapes.
  static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
