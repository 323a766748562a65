package dev.freehold.type.form;

import static dev.freehold.problem.ViolationCode.CHARACTER;
import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.type.Parsed;
import dev.freehold.type.Scalar;
import java.util.Locale;

/// Reads a value from its text: a JSON string, a query parameter, a path segment, a scalar of the spec. The text forms
/// are those of JSON Schema's formats; nothing is guessed and nothing is rounded.
public final class TextForm {
  private TextForm() {}

  public static Parsed parse(Scalar scalar, String text) {
    Parsed.Bad unstorable = unstorable(text);
    if (unstorable != null) {
      return unstorable;
    }
    return switch (scalar) {
      case STRING, TEXT, ENUM -> new Parsed.Ok(text);
      case INTEGER, BIGINT, NUMBER, DECIMAL -> NumberForm.parse(scalar, text);
      case BOOLEAN ->
          switch (text) {
            case "true" -> new Parsed.Ok(true);
            case "false" -> new Parsed.Ok(false);
            default -> new Parsed.Bad(TYPE, "must be true or false");
          };
      case DATE -> TimeForm.parseDate(text);
      case TIME -> TimeForm.parseTime(text);
      case DATETIME -> TimeForm.parseDateTime(text);
      case UUID -> parseUuid(text);
      case EMAIL ->
          NetForm.isEmail(text)
              ? new Parsed.Ok(text)
              : new Parsed.Bad(FORMAT, "must be an e-mail address");
      case URL ->
          NetForm.isWebAddress(text)
              ? new Parsed.Ok(text)
              : new Parsed.Bad(FORMAT, "must be an absolute http or https address");
      case JSON -> JsonText.parse(text);
    };
  }

  /// Why PostgreSQL could not keep this text byte for byte, or null: U+0000, or half of a surrogate pair.
  public static Parsed.@org.jspecify.annotations.Nullable Bad unstorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return new Parsed.Bad(CHARACTER, "must not contain U+0000");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return new Parsed.Bad(CHARACTER, "must not contain half of a surrogate pair");
        }
        i++;
      }
    }
    return null;
  }

  /// The one form of RFC 9562: 8-4-4-4-12 hexadecimal digits. `java.util.UUID` alone would take `1-1-1-1-1`.
  private static Parsed parseUuid(String text) {
    boolean shaped = text.length() == 36;
    for (int i = 0; shaped && i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      char c = text.charAt(i);
      shaped = dash ? c == '-' : Character.digit(c, 16) >= 0 && c < 128;
    }
    return shaped
        ? new Parsed.Ok(java.util.UUID.fromString(text.toLowerCase(Locale.ROOT)))
        : new Parsed.Bad(FORMAT, "must be a UUID");
  }
}
