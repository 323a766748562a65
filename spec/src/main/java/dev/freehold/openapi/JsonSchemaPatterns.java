package dev.freehold.openapi;

import dev.freehold.type.EmailAndUrlFormat;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.NumberParser;
import java.util.ArrayList;
import java.util.List;

/// Regular expressions (ECMA-262) for text formats without a `format` in JSON Schema.
final class JsonSchemaPatterns {
  /// Text without U+0000, which PostgreSQL cannot store.
  public static final String NO_NUL = "^[^\\u0000]*$";

  /// The characters of the Basic Multilingual Plane that `trim` removes at either end, for a
  /// character class.
  static final String TRIMMED =
      "\\t-\\r"
          + "\\u001c-\\u0020\\u0085\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180e"
          + "\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\u3164\\ufeff\\uffa0";

  /// Characters that `trim` removes at the start: there, a variation selector follows nothing.
  static final String TRIMMED_AT_START = TRIMMED + "\\u180b-\\u180d\\u180f\\ufe00-\\ufe0f";

  public static final String BIGINT = "^-?(0|[1-9][0-9]{0,18})$";

  public static final String DECIMAL =
      "^-?(0|[1-9][0-9]{0,"
          + (NumberParser.DECIMAL_WHOLE_DIGITS - 1)
          + "})(\\.[0-9]{1,"
          + NumberParser.DECIMAL_FRACTION_DIGITS
          + "})?$";

  private static final String DATE = "^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}$";
  private static final String TIME =
      "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?$";
  private static final String DATETIME =
      "^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
          + "(\\.[0-9]{1,6})?([Zz]|[+-](0[0-9]|1[0-7]):[0-5][0-9])$";
  private static final String URL = "^[Hh][Tt][Tt][Pp][Ss]?://[^\\u0000-\\u0020@/?#]+([/?#].*)?$";

  /// The maximum repetition count of RE2 and ECMA-262.
  private static final int MAX_REPEAT = 1_000;

  private JsonSchemaPatterns() {}

  static List<String> of(ScalarType scalar, FieldConstraints rules) {
    return switch (scalar) {
      case STRING, TEXT -> text(rules, NO_NUL);
      case EMAIL -> text(rules, "^" + EmailAndUrlFormat.emailPattern() + "$");
      case URL -> text(rules, URL);
      case BIGINT -> List.of(BIGINT);
      case DECIMAL -> List.of(DECIMAL);
      case DATE -> List.of(DATE);
      case TIME -> List.of(TIME);
      case DATETIME -> List.of(DATETIME);
      case INTEGER, INTEGER_ID, NUMBER, BOOLEAN, UUID, ENUM, JSON -> List.of();
    };
  }

  private static List<String> text(FieldConstraints rules, String own) {
    List<String> patterns = new ArrayList<>();
    patterns.add(own);
    FieldConstraints.Text text = rules.text();
    if (text == null) {
      return patterns;
    }
    if (text.pattern() != null) {
      String pattern = EcmaPattern.of(text.pattern().pattern());
      if (pattern != null) {
        patterns.addFirst(pattern);
      }
    }
    if (text.trim() && text.minLength() > 0 && text.minLength() <= MAX_REPEAT) {
      patterns.add(leaves(text.minLength()));
    }
    return patterns;
  }

  /// Matches text with at least `length` characters after trimming.
  private static String leaves(int length) {
    String first = "[^" + TRIMMED_AT_START + "]";
    return length == 1 ? first : first + "[\\s\\S]{" + (length - 2) + ",}" + "[^" + TRIMMED + "]";
  }
}
