package dev.freehold.type;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.PATTERN;
import static dev.freehold.problem.ViolationCode.TOO_LARGE;
import static dev.freehold.problem.ViolationCode.TOO_LONG;
import static dev.freehold.problem.ViolationCode.TOO_SHORT;
import static dev.freehold.problem.ViolationCode.TOO_SMALL;

import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/// Normalizes a value and validates it against the constraints of its field.
public final class ConstraintValidator {
  private ConstraintValidator() {}

  /// @param value a value of the Java class of `scalar`
  /// @return the normalized value, or the violation
  public static ValueResult validate(ScalarType scalar, FieldConstraints rules, Object value) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL -> checkText(rules, (String) value);
      case ENUM ->
          value instanceof String s && rules.values().contains(s)
              ? new ValueResult.Valid(value)
              : new ValueResult.Invalid(
                  NOT_ONE_OF, "must be one of " + String.join(", ", rules.values()));
      case INTEGER -> checkRange(rules, value, BigDecimal.valueOf((Integer) value));
      case BIGINT, INTEGER_ID -> checkRange(rules, value, BigDecimal.valueOf((Long) value));
      case NUMBER -> checkRange(rules, value, BigDecimal.valueOf((Double) value));
      case DECIMAL -> checkRange(rules, value, (BigDecimal) value);
      case JSON -> checkBytes(rules, (String) value);
      case BOOLEAN, DATE, TIME, DATETIME, UUID -> new ValueResult.Valid(value);
    };
  }

  private static ValueResult checkText(FieldConstraints rules, String value) {
    FieldConstraints.Text text = rules.text();
    if (text == null) {
      return new ValueResult.Valid(value);
    }
    if (text.nfc() && TextNormalizer.hasLongMarkRun(value)) {
      return new ValueResult.Invalid(
          FORMAT, "must have at most " + TextNormalizer.MAX_MARKS + " combining marks in a row");
    }
    String result = TextNormalizer.normalize(text, value);
    int length = result.codePointCount(0, result.length());
    if (length < text.minLength()) {
      return new ValueResult.Invalid(
          TOO_SHORT,
          length == 0
              ? "must not be empty"
              : "must have at least " + text.minLength() + " characters");
    }
    if (length > text.maxLength()) {
      return new ValueResult.Invalid(
          TOO_LONG, "must have at most " + text.maxLength() + " characters");
    }
    if (text.pattern() != null && !text.pattern().matcher(result).find()) {
      return new ValueResult.Invalid(PATTERN, "must match " + text.pattern().pattern());
    }
    return new ValueResult.Valid(result);
  }

  private static ValueResult checkBytes(FieldConstraints rules, String json) {
    Integer max = rules.maxBytes();
    return max != null && json.getBytes(StandardCharsets.UTF_8).length > max
        ? new ValueResult.Invalid(TOO_LONG, "must have at most " + max + " bytes as text")
        : new ValueResult.Valid(json);
  }

  private static ValueResult checkRange(FieldConstraints rules, Object value, BigDecimal number) {
    BigDecimal minimum = rules.range().minimum();
    BigDecimal maximum = rules.range().maximum();
    if (minimum != null && number.compareTo(minimum) < 0) {
      return new ValueResult.Invalid(TOO_SMALL, "must be at least " + minimum.toPlainString());
    }
    if (maximum != null && number.compareTo(maximum) > 0) {
      return new ValueResult.Invalid(TOO_LARGE, "must be at most " + maximum.toPlainString());
    }
    return new ValueResult.Valid(value);
  }

  /// Normalizes text before it is checked and stored: `lowercase`, `normalize`, `stripHtml`, `trim`,
  /// in this order. Lower case and Form C come first because they can create markup: for example
  /// from `<` and the Kelvin sign, which is not an ASCII letter.
  public static final class TextNormalizer {
    /// The longest run of combining marks in normalized text, as in the Stream-Safe Text Format (UAX
    /// #15, section 13), so that the work of a normalization is bounded.
    static final int MAX_MARKS = 30;

    private TextNormalizer() {}

    public static String normalize(FieldConstraints.Text rules, String text) {
      String result = characters(rules, text);
      if (rules.stripHtml()) {
        // A removed tag may have separated a letter from its mark.
        result = nfc(rules, HtmlStripper.strip(result));
      }
      return rules.trim() ? trim(result) : result;
    }

    private static String characters(FieldConstraints.Text rules, String text) {
      return nfc(rules, rules.lowercase() ? text.toLowerCase(Locale.ROOT) : text);
    }

    private static String nfc(FieldConstraints.Text rules, String text) {
      return rules.nfc() ? nfc(text) : text;
    }

    /// The text in Normalization Form C; unchanged if it has a run of too many marks, which no
    /// normalized field accepts.
    public static String nfc(String text) {
      return hasLongMarkRun(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    static boolean hasLongMarkRun(String text) {
      int run = 0;
      for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
        run = isMark(text.codePointAt(i)) ? run + 1 : 0;
        if (run > MAX_MARKS) {
          return true;
        }
      }
      return false;
    }

    /// Every character with a combining class other than 0 is a mark.
    private static boolean isMark(int c) {
      return switch (Character.getType(c)) {
        case Character.NON_SPACING_MARK,
            Character.COMBINING_SPACING_MARK,
            Character.ENCLOSING_MARK ->
            true;
        default -> false;
      };
    }

    /// Normalizes a part of a text, such as the operand of `contains`, so that it matches a part of
    /// a normalized text. An end is trimmed only where it is the end of the whole text: blanks
    /// elsewhere have a meaning. Markup is kept: a part of a tag is none.
    public static String normalizePart(FieldConstraints.Text rules, TextPart part, String text) {
      String result = characters(rules, text);
      return switch (part) {
        case START -> rules.trim() ? trimStart(result) : result;
        case END -> rules.trim() ? trimEnd(result) : result;
        case ANYWHERE -> result;
      };
    }

    /// Where a part of a text is.
    public enum TextPart {
      START,
      END,
      ANYWHERE
    }

    /// The text without Unicode White_Space and Default_Ignorable_Code_Point at its ends. Variation
    /// selectors and tags stay after a visible character: they end an emoji.
    public static String trim(String text) {
      return trimStart(trimEnd(text));
    }

    private static String trimStart(String text) {
      int start = 0;
      while (start < text.length()
          && (isInvisible(text.codePointAt(start)) || isSelector(text.codePointAt(start)))) {
        start += Character.charCount(text.codePointAt(start));
      }
      return text.substring(start);
    }

    private static String trimEnd(String text) {
      int end = text.length();
      int base = beforeSelectors(text, end);
      while (base > 0 && isInvisible(text.codePointBefore(base))) {
        end = base - Character.charCount(text.codePointBefore(base));
        base = beforeSelectors(text, end);
      }
      return text.substring(0, end);
    }

    /// The end of the text without the selectors before `end`.
    private static int beforeSelectors(String text, int end) {
      int base = end;
      while (base > 0 && isSelector(text.codePointBefore(base))) {
        base -= Character.charCount(text.codePointBefore(base));
      }
      return base;
    }

    /// Variation selectors and tags, which change the character before them.
    private static boolean isSelector(int c) {
      return (c >= 0x180B && c <= 0x180D)
          || c == 0x180F
          || (c >= 0xFE00 && c <= 0xFE0F)
          || (c >= 0xE0000 && c <= 0xE0FFF);
    }

    /// White_Space (Unicode 17, PropList.txt), the information separators U+001C to U+001F, and
    /// Default_Ignorable_Code_Point of DerivedCoreProperties.txt, less unassigned code points and
    /// selectors.
    private static boolean isInvisible(int c) {
      return Character.isSpaceChar(c)
          || (c >= '\t' && c <= '\r')
          || (c >= 0x1C && c <= 0x1F)
          || c == 0x85
          || c == 0xAD
          || c == 0x34F
          || c == 0x61C
          || c == 0x115F
          || c == 0x1160
          || c == 0x17B4
          || c == 0x17B5
          || c == 0x180E
          || (c >= 0x200B && c <= 0x200F)
          || (c >= 0x202A && c <= 0x202E)
          || (c >= 0x2060 && c <= 0x206F)
          || c == 0x3164
          || c == 0xFEFF
          || c == 0xFFA0
          || (c >= 0x1BCA0 && c <= 0x1BCA3)
          || (c >= 0x1D173 && c <= 0x1D17A);
    }
  }
}
