package dev.freehold.input;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The `return` preference of the header `Prefer` (RFC 7240 section 4.2).
public enum PreferHeader {
  /// No known preference.
  UNSPECIFIED,
  /// `return=representation`
  REPRESENTATION,
  /// `return=minimal`
  MINIMAL;

  /// Unknown and malformed preferences are ignored (section 2). Of a repeated preference, the first
  /// counts.
  ///
  /// @param header null if the header is missing
  public static PreferHeader read(@Nullable String header) {
    if (header == null) {
      return UNSPECIFIED;
    }
    for (String preference : header.split(",", -1)) {
      String word = preference.split(";", 2)[0];
      int equals = word.indexOf('=');
      String name = (equals < 0 ? word : word.substring(0, equals)).strip();
      if (name.toLowerCase(Locale.ROOT).equals("return")) {
        return of(equals < 0 ? "" : word.substring(equals + 1).strip());
      }
    }
    return UNSPECIFIED;
  }

  private static PreferHeader of(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return switch (quoted ? value.substring(1, value.length() - 1) : value) {
      case "minimal" -> MINIMAL;
      case "representation" -> REPRESENTATION;
      default -> UNSPECIFIED;
    };
  }
}
