package dev.freehold.type;

import java.util.Locale;

/// What `trim`, `stripHtml` and `lowercase` do to text before it is checked and kept, in this order: lower, strip,
/// trim. Lower case comes first because it can make markup: of `<` and the Kelvin sign, say, which is no ASCII letter.
public final class Normalize {
  private Normalize() {}

  public static String apply(Rules.Text rules, String text) {
    String result = rules.lowercase() ? text.toLowerCase(Locale.ROOT) : text;
    result = rules.stripHtml() ? StripHtml.of(result) : result;
    return rules.trim() ? result.strip() : result;
  }
}
