package dev.freehold.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.ConstraintValidator.TextNormalizer;
import dev.freehold.type.ConstraintValidator.TextNormalizer.TextPart;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConstraintValidatorTest {
  private static FieldConstraints text(int min, int max, @Nullable String pattern, boolean trim) {
    return new FieldConstraints(
        new FieldConstraints.Text(
            min, max, pattern == null ? null : Pattern.compile(pattern), trim, false, false, false),
        new FieldConstraints.Range(null, null),
        List.of());
  }

  private static FieldConstraints range(@Nullable String min, @Nullable String max) {
    return new FieldConstraints(
        null,
        new FieldConstraints.Range(
            min == null ? null : new BigDecimal(min), max == null ? null : new BigDecimal(max)),
        List.of());
  }

  private static String code(ValueResult parsed) {
    return parsed instanceof ValueResult.Invalid invalid ? invalid.code() : "ok";
  }

  @Test
  void countsCodePointsAfterNormalizing() {
    assertThat(
            code(ConstraintValidator.validate(ScalarType.STRING, text(2, 2, null, false), "😀😀")))
        .isEqualTo("ok");
    assertThat(ConstraintValidator.validate(ScalarType.STRING, text(1, 2, null, true), "  ab  "))
        .isEqualTo(new ValueResult.Valid("ab"));
    assertThat(code(ConstraintValidator.validate(ScalarType.STRING, text(1, 2, null, true), "   ")))
        .isEqualTo(ViolationCode.TOO_SHORT);
    assertThat(code(ConstraintValidator.validate(ScalarType.TEXT, text(0, 2, null, false), "abc")))
        .isEqualTo(ViolationCode.TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x09, 0x0B, 0x1F + 1, 0x85, 0xA0, 0xAD, 0x1680, 0x180E, 0x2000, 0x200B, 0x200D, 0x200E,
        0x2028, 0x202E, 0x202F, 0x205F, 0x2060, 0x2066, 0x3000, 0x3164, 0xFEFF, 0x1BCA0, 0x1D173
      })
  void trimRemovesInvisibleCharactersAtTheEnds(int invisible) {
    String c = Character.toString(invisible);
    assertThat(
            ConstraintValidator.validate(
                ScalarType.STRING, text(1, 20, null, true), c + " a" + c + "b " + c + c))
        .isEqualTo(new ValueResult.Valid("a" + c + "b"));
    assertThat(code(ConstraintValidator.validate(ScalarType.STRING, text(1, 9, null, true), c)))
        .isEqualTo(ViolationCode.TOO_SHORT);
  }

  /// U+FE0F and U+180B are variation selectors, U+E0067 is a tag.
  @ParameterizedTest
  @ValueSource(strings = {"\uFE0F", "\u180B", "\uDB40\uDC67"})
  void trimRemovesASelectorThatFollowsNoVisibleCharacter(String selector) {
    assertThat(
            code(ConstraintValidator.validate(ScalarType.STRING, text(1, 9, null, true), selector)))
        .isEqualTo(ViolationCode.TOO_SHORT);
    for (String text :
        List.of(selector + "ab", "ab " + selector, "ab\u200B" + selector + selector + " ")) {
      assertThat(ConstraintValidator.validate(ScalarType.STRING, text(1, 9, null, true), text))
          .isEqualTo(new ValueResult.Valid("ab"));
    }
    assertThat(
            ConstraintValidator.validate(
                ScalarType.STRING, text(1, 9, null, true), "ab" + selector + " "))
        .isEqualTo(new ValueResult.Valid("ab" + selector));
  }

  /// Such a part may follow a visible character in the whole text.
  @Test
  void trimOfAnEndKeepsASelectorAtItsStart() {
    FieldConstraints.Text trimmed = Objects.requireNonNull(text(1, 9, null, true).text());
    assertThat(TextNormalizer.normalizePart(trimmed, TextPart.END, "\uFE0F ")).isEqualTo("\uFE0F");
  }

  /// Neither White_Space nor Default_Ignorable_Code_Point: a control character, and the blank cell
  /// of Braille.
  @ParameterizedTest
  @ValueSource(strings = {"\u0001", "\u007F", "\u2800"})
  void trimKeepsControlCharactersAndTheBlankCellOfBraille(String character) {
    assertThat(ConstraintValidator.validate(ScalarType.STRING, text(1, 9, null, true), character))
        .isEqualTo(new ValueResult.Valid(character));
  }

  @ParameterizedTest
  @ValueSource(strings = {"❤️", "👨‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "नमस्ते", "x̄", "⠀x"})
  void trimKeepsVisibleText(String text) {
    assertThat(ConstraintValidator.validate(ScalarType.STRING, text(1, 20, null, true), text))
        .isEqualTo(new ValueResult.Valid(text));
  }

  @Test
  void findsThePatternAnywhere() {
    assertThat(code(ConstraintValidator.validate(ScalarType.STRING, text(0, 9, "b", false), "abc")))
        .isEqualTo("ok");
    assertThat(
            code(ConstraintValidator.validate(ScalarType.STRING, text(0, 9, "^b", false), "abc")))
        .isEqualTo(ViolationCode.PATTERN);
    assertThat(
            code(
                ConstraintValidator.validate(
                    ScalarType.STRING, text(0, 9, "^abc$", false), "abc\n")))
        .isEqualTo(ViolationCode.PATTERN);
  }

  @Test
  void boundsNumbersInclusively() {
    assertThat(code(ConstraintValidator.validate(ScalarType.INTEGER, range("1", "3"), 3)))
        .isEqualTo("ok");
    assertThat(code(ConstraintValidator.validate(ScalarType.INTEGER, range("1", "3"), 4)))
        .isEqualTo(ViolationCode.TOO_LARGE);
    assertThat(code(ConstraintValidator.validate(ScalarType.BIGINT, range("1", null), 0L)))
        .isEqualTo(ViolationCode.TOO_SMALL);
    assertThat(code(ConstraintValidator.validate(ScalarType.NUMBER, range("0.1", null), 0.1)))
        .isEqualTo("ok");
    assertThat(
            code(
                ConstraintValidator.validate(
                    ScalarType.DECIMAL, range(null, "0.10"), new BigDecimal("0.1"))))
        .isEqualTo("ok");
  }

  @Test
  void acceptsOnlyEnumValues() {
    FieldConstraints rules =
        new FieldConstraints(null, new FieldConstraints.Range(null, null), List.of("low", "high"));
    assertThat(code(ConstraintValidator.validate(ScalarType.ENUM, rules, "low"))).isEqualTo("ok");
    assertThat(code(ConstraintValidator.validate(ScalarType.ENUM, rules, "LOW")))
        .isEqualTo(ViolationCode.NOT_ONE_OF);
  }
}
