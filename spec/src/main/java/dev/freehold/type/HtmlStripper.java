package dev.freehold.type;

import java.util.Locale;

/// Removes markup from text and keeps every other character: `I <3 you & <b>me</b>` becomes `I <3
/// you & me`.
///
/// Markup is what the tokenizer of the WHATWG HTML standard (section 13.2.5) does not treat as
/// text: a `<` before a letter, `/`, `!` or `?`, up to its `>` outside quotes or to the end, and
/// the content of `script` and `style`. The result contains no markup: if a removal joins a `<`
/// with the following text to markup, that is removed too, so `<<b>script>` does not become
/// `<script>`. One pass, linear time. Entities are kept.
final class HtmlStripper {
  private final String text;
  private final StringBuilder out;
  private int at;

  private HtmlStripper(String text) {
    this.text = text;
    this.out = new StringBuilder(text.length());
  }

  static String strip(String text) {
    return text.indexOf('<') < 0 ? text : new HtmlStripper(text).run();
  }

  private String run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean afterOpen = !out.isEmpty() && out.charAt(out.length() - 1) == '<';
      if (afterOpen && opensMarkup(c)) {
        out.setLength(out.length() - 1);
        skip();
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static boolean opensMarkup(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' || c == '?';
  }

  /// Skips markup. `at` is the position after the opening `<`, and then the position after the
  /// markup.
  private void skip() {
    if (text.startsWith("!--", at)) {
      int end = text.indexOf("-->", at + 1);
      at = end < 0 ? text.length() : end + 3;
      return;
    }
    int nameEnd = at;
    while (nameEnd < text.length() && Character.isLetterOrDigit(text.charAt(nameEnd))) {
      nameEnd++;
    }
    String name = text.substring(at, Math.min(nameEnd, at + 8)).toLowerCase(Locale.ROOT);
    skipTag();
    if (name.equals("script") || name.equals("style")) {
      skipContent(name);
    }
  }

  /// Moves after the `>` that ends the tag. A `>` in a quoted attribute value does not end it.
  private void skipTag() {
    char quote = 0;
    boolean value = false;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '>') {
        return;
      } else if (value && (c == '"' || c == '\'')) {
        quote = c;
        value = false;
      } else if (!Character.isWhitespace(c)) {
        value = c == '=';
      }
    }
  }

  private void skipContent(String name) {
    while (at < text.length()) {
      int close = text.indexOf("</", at);
      if (close < 0) {
        at = text.length();
        return;
      }
      at = close + 2;
      if (text.regionMatches(true, at, name, 0, name.length())) {
        skipTag();
        return;
      }
    }
  }
}
