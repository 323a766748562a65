package dev.freehold.openapi;

import dev.freehold.type.EmailAndUrlFormat;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.NumberParser;
import java.util.ArrayList;
import java.util.List;

/// Regular expressions (ECMA-262) for text formats that JSON Schema has no `format` for.
final class JsonSchemaPatterns {
  /// PostgreSQL cannot keep U+0000.
  public static final String NO_NUL = "^[^\\u0000]*$";

  /// What `trim` removes: white space as [Character#isWhitespace(int)] has it, so without the
  /// no-break spaces.
  static final String TRIMMED =
      "\\t-\\r\\u001c-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000";

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

  /// RE2 and ECMA-262 both refuse to repeat more often.
  private static final int MAX_REPEAT = 1_000;

  private JsonSchemaPatterns() {}

  static List<String> of(ScalarType scalar, FieldConstraints rules) {
    return switch (scalar) {
      case STRING, TEXT -> text(rules, NO_NUL);
      case EMAIL -> text(rules, "^" + EmailAndUrlFormat.emailPattern() + "$");
      case URL -> text(rules, URL);
      case DECIMAL -> List.of(DECIMAL);
      case DATE -> List.of(DATE);
      case TIME -> List.of(TIME);
      case DATETIME -> List.of(DATETIME);
      case INTEGER, BIGINT, NUMBER, BOOLEAN, UUID, ENUM, JSON -> List.of();
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

  /// At least `length` characters are left after trimming.
  private static String leaves(int length) {
    String kept = "[^" + TRIMMED + "]";
    return length == 1 ? kept : kept + "[\\s\\S]{" + (length - 2) + ",}" + kept;
  }
}
