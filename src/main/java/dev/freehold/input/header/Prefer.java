package dev.freehold.input.header;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `Prefer` asks of the answer to a write (RFC 7240 section 4.2).
public enum Prefer {
  /// Nothing that we know.
  UNSAID,
  /// `return=representation`
  REPRESENTATION,
  /// `return=minimal`
  MINIMAL;

  /// Preferences that we do not know, or cannot read, are ignored (section 2); of one that stands there twice the first
  /// counts.
  ///
  /// @param header null where there is none
  public static Prefer read(@Nullable String header) {
    if (header == null) {
      return UNSAID;
    }
    for (String preference : header.split(",", -1)) {
      String word = preference.split(";", 2)[0];
      int equals = word.indexOf('=');
      String name = (equals < 0 ? word : word.substring(0, equals)).strip();
      if (name.toLowerCase(Locale.ROOT).equals("return")) {
        return of(equals < 0 ? "" : word.substring(equals + 1).strip());
      }
    }
    return UNSAID;
  }

  private static Prefer of(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return switch (quoted ? value.substring(1, value.length() - 1) : value) {
      case "minimal" -> MINIMAL;
      case "representation" -> REPRESENTATION;
      default -> UNSAID;
    };
  }
}
