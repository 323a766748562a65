package dev.freehold.openapi;

import dev.freehold.type.EmailAndUrlFormat;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.NumberParser;
import org.jspecify.annotations.Nullable;

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

  /// Text without U+0000 that is not empty after trimming.
  public static final String VISIBLE = leaves(1);

  public static final String BIGINT = "^-?(0|[1-9][0-9]{0,18})$";

  public static final String DECIMAL =
      "^-?(0|[1-9][0-9]{0,"
          + (NumberParser.DECIMAL_WHOLE_DIGITS - 1)
          + "})(\\.[0-9]{1,"
          + NumberParser.DECIMAL_FRACTION_DIGITS
          + "})?$";

  /// One element of a list in a query: in double quotes if it has a comma, a quote or a parenthesis.
  public static final String LIST_ELEMENT =
      "^( *\"([^\"\\\\\\u0000]|\\\\[\"\\\\])*\" *"
          + "|[^\",()\\u0000]*[^\",()\\u0000-\\u0020\\s][^\",()\\u0000]*)$";

  private static final String ENTITY_TAG = "(W/)?\"[^\\u0000-\\u0020\"\\u007f]*\"";

  /// `*`, or a list of entity tags (RFC 9110 section 8.8.3), which may have empty elements (section
  /// 5.6.1.2).
  public static final String ENTITY_TAGS =
      "^(\\*|[ ,\\t]*" + ENTITY_TAG + "([ \\t]*,[ ,\\t]*" + ENTITY_TAG + "){0,99}[ ,\\t]*)$";

  /// 1 to 255 characters of visible ASCII, as they are or as a string of RFC 9651 section 3.3.3.
  public static final String IDEMPOTENCY_KEY =
      "^([!#-~][!-~]{0,254}|\"([!#-\\[\\]-~]|\\\\[\"\\\\]){1,255}\")$";

  private static final String TIME =
      "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?$";
  private static final String URL = "^[Hh][Tt][Tt][Pp][Ss]?://[^\\u0000-\\u0020@/?#]+([/?#].*)?$";

  /// The maximum repetition count of RE2 and ECMA-262.
  private static final int MAX_REPEAT = 1_000;

  private JsonSchemaPatterns() {}

  /// The pattern of a value in a request body; null for none. There is at most one, because generators
  /// make no type of `allOf`, and none beside a format with a type of its own, such as `date-time`: a
  /// client matches the pattern against its own text form of the value. A pattern of the spec stands
  /// alone; what the server does to the text before, and U+0000, are described in words.
  static @Nullable String of(ScalarType scalar, FieldConstraints rules) {
    return switch (scalar) {
      case STRING, TEXT -> specified(rules, text(rules));
      case EMAIL -> specified(rules, "^" + EmailAndUrlFormat.emailPattern() + "$");
      case URL -> specified(rules, URL);
      case BIGINT -> BIGINT;
      case DECIMAL -> DECIMAL;
      case TIME -> TIME;
      case INTEGER, INTEGER_ID, NUMBER, BOOLEAN, UUID, ENUM, JSON, DATE, DATETIME -> null;
    };
  }

  private static String specified(FieldConstraints rules, String otherwise) {
    FieldConstraints.Text text = rules.text();
    String own =
        text == null || text.pattern() == null ? null : EcmaPattern.of(text.pattern().pattern());
    return own == null ? otherwise : own;
  }

  private static String text(FieldConstraints rules) {
    FieldConstraints.Text text = rules.text();
    return text != null && text.trim() && text.minLength() > 0 && text.minLength() <= MAX_REPEAT
        ? leaves(text.minLength())
        : NO_NUL;
  }

  /// Matches text without U+0000 that has at least `length` characters after trimming.
  private static String leaves(int length) {
    String any = "[^\\u0000]";
    String first = "[^\\u0000" + TRIMMED_AT_START + "]";
    String rest = length == 1 ? "" : any + "{" + (length - 2) + ",}[^\\u0000" + TRIMMED + "]";
    return "^" + any + "*" + first + rest + any + "*$";
  }
}
