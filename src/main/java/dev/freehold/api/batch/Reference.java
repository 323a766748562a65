package dev.freehold.api.batch;

import java.util.Optional;

/// `$1.id`: a field of the result of an earlier step, which are numbered from 1. `$1.data.id` is the same.
///
/// @param step its place, from 0
record Reference(int step, String field) {
  private static final String DATA = "data.";

  /// Longer than any name of a field.
  private static final int MAX_LENGTH = 100;

  /// Empty for any text that is no reference.
  static Optional<Reference> of(String text) {
    int dot = text.indexOf('.');
    if (text.length() > MAX_LENGTH || !text.startsWith("$") || dot < 2 || dot > 3) {
      return Optional.empty();
    }
    int number = 0;
    for (int i = 1; i < dot; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || (i == 1 && digit == 0)) {
        return Optional.empty();
      }
      number = number * 10 + digit;
    }
    String rest = text.substring(dot + 1);
    String field = rest.startsWith(DATA) ? rest.substring(DATA.length()) : rest;
    return isName(field) ? Optional.of(new Reference(number - 1, field)) : Optional.empty();
  }

  /// Whether the text, less one dollar of several, is a reference: how one is written that is only text.
  static boolean isEscaped(String text) {
    return text.startsWith("$$")
        && text.length() <= 2 * MAX_LENGTH
        && of(lastDollar(text)).isPresent();
  }

  private static String lastDollar(String text) {
    int at = 0;
    while (at + 1 < text.length() && text.charAt(at + 1) == '$') {
      at++;
    }
    return text.substring(at);
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }

  @Override
  public String toString() {
    return "$" + (step + 1) + "." + field;
  }
}
