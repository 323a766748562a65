package dev.freehold.problem;

/// Makes text of unknown origin safe to print in a message or a terminal.
public final class PrintableText {
  private static final int MAX_QUOTED = 60;

  private PrintableText() {}

  /// The text in quotes, at most 60 characters of it. Otherwise as [#of].
  public static String quote(String text) {
    return "'" + of(text, MAX_QUOTED) + "'";
  }

  /// The text on one line, cut after `max` code points. Control, format, unassigned and line-separating characters, and
  /// lone surrogates, become U+FFFD.
  public static String of(String text, int max) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(max).forEach(c -> out.appendCodePoint(isPrintable(c) ? c : '\uFFFD'));
    return out.append(text.codePointCount(0, text.length()) > max ? "…" : "").toString();
  }

  /// Whether a code point is visible and does not control the output.
  public static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
