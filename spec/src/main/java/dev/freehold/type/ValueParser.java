package dev.freehold.type;

import static dev.freehold.problem.ViolationCode.CHARACTER;
import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.type.FieldType.ScalarType;
import java.util.Locale;

/// Reads a value from its text: a JSON string, a query parameter, a path segment, a scalar of the
/// spec. The text forms are the formats of JSON Schema. Values are never guessed or rounded.
public final class ValueParser {
  private ValueParser() {}

  public static ValueResult parse(ScalarType scalar, String text) {
    ValueResult.Invalid unstorable = checkStorable(text);
    if (unstorable != null) {
      return unstorable;
    }
    return switch (scalar) {
      case STRING, TEXT, ENUM -> new ValueResult.Valid(text);
      case INTEGER, NUMBER, DECIMAL -> NumberParser.parse(scalar, text);
      case BIGINT, INTEGER_ID -> NumberParser.parseDigits(scalar, text);
      case BOOLEAN ->
          switch (text) {
            case "true" -> new ValueResult.Valid(true);
            case "false" -> new ValueResult.Valid(false);
            default -> new ValueResult.Invalid(TYPE, "must be true or false");
          };
      case DATE -> DateTimeFormat.parseDate(text);
      case TIME -> DateTimeFormat.parseTime(text);
      case DATETIME -> DateTimeFormat.parseDateTime(text);
      case UUID -> parseUuid(text);
      case EMAIL ->
          EmailAndUrlFormat.isEmail(text)
              ? new ValueResult.Valid(text)
              : new ValueResult.Invalid(FORMAT, "must be an e-mail address");
      case URL ->
          EmailAndUrlFormat.isWebAddress(text)
              ? new ValueResult.Valid(text)
              : new ValueResult.Invalid(FORMAT, "must be an absolute http or https address");
      case JSON -> BoundedJson.parse(text);
    };
  }

  /// Returns the reason why PostgreSQL cannot store the text unchanged (U+0000, or half of a
  /// surrogate pair), or null.
  public static ValueResult.@org.jspecify.annotations.Nullable Invalid checkStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return new ValueResult.Invalid(CHARACTER, "must not contain U+0000");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return new ValueResult.Invalid(CHARACTER, "must not contain half of a surrogate pair");
        }
        i++;
      }
    }
    return null;
  }

  /// Parses the form of RFC 9562: 8-4-4-4-12 hexadecimal digits. `java.util.UUID` also accepts
  /// `1-1-1-1-1`.
  private static ValueResult parseUuid(String text) {
    boolean shaped = text.length() == 36;
    for (int i = 0; shaped && i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      char c = text.charAt(i);
      shaped = dash ? c == '-' : Character.digit(c, 16) >= 0 && c < 128;
    }
    return shaped
        ? new ValueResult.Valid(java.util.UUID.fromString(text.toLowerCase(Locale.ROOT)))
        : new ValueResult.Invalid(FORMAT, "must be a UUID");
  }
}
