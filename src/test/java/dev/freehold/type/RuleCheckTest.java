package dev.freehold.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.freehold.problem.ViolationCode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RuleCheckTest {
  private static Rules text(int min, int max, @Nullable String pattern, boolean trim) {
    return new Rules(
        new Rules.Text(
            min, max, pattern == null ? null : Pattern.compile(pattern), trim, false, false),
        new Rules.Range(null, null),
        List.of());
  }

  private static Rules range(@Nullable String min, @Nullable String max) {
    return new Rules(
        null,
        new Rules.Range(
            min == null ? null : new BigDecimal(min), max == null ? null : new BigDecimal(max)),
        List.of());
  }

  private static String code(Parsed parsed) {
    return parsed instanceof Parsed.Bad bad ? bad.code() : "ok";
  }

  @Test
  void countsCodePointsAfterNormalizing() {
    assertThat(code(RuleCheck.check(Scalar.STRING, text(2, 2, null, false), "😀😀")))
        .isEqualTo("ok");
    assertThat(RuleCheck.check(Scalar.STRING, text(1, 2, null, true), "  ab  "))
        .isEqualTo(new Parsed.Ok("ab"));
    assertThat(code(RuleCheck.check(Scalar.STRING, text(1, 2, null, true), "   ")))
        .isEqualTo(ViolationCode.TOO_SHORT);
    assertThat(code(RuleCheck.check(Scalar.TEXT, text(0, 2, null, false), "abc")))
        .isEqualTo(ViolationCode.TOO_LONG);
  }

  @Test
  void findsThePatternAnywhere() {
    assertThat(code(RuleCheck.check(Scalar.STRING, text(0, 9, "b", false), "abc"))).isEqualTo("ok");
    assertThat(code(RuleCheck.check(Scalar.STRING, text(0, 9, "^b", false), "abc")))
        .isEqualTo(ViolationCode.PATTERN);
    assertThat(code(RuleCheck.check(Scalar.STRING, text(0, 9, "^abc$", false), "abc\n")))
        .isEqualTo(ViolationCode.PATTERN);
  }

  @Test
  void boundsNumbersInclusively() {
    assertThat(code(RuleCheck.check(Scalar.INTEGER, range("1", "3"), 3))).isEqualTo("ok");
    assertThat(code(RuleCheck.check(Scalar.INTEGER, range("1", "3"), 4)))
        .isEqualTo(ViolationCode.TOO_LARGE);
    assertThat(code(RuleCheck.check(Scalar.BIGINT, range("1", null), 0L)))
        .isEqualTo(ViolationCode.TOO_SMALL);
    assertThat(code(RuleCheck.check(Scalar.NUMBER, range("0.1", null), 0.1))).isEqualTo("ok");
    assertThat(code(RuleCheck.check(Scalar.DECIMAL, range(null, "0.10"), new BigDecimal("0.1"))))
        .isEqualTo("ok");
  }

  @Test
  void holdsEnumsToTheirValues() {
    Rules rules = new Rules(null, new Rules.Range(null, null), List.of("low", "high"));
    assertThat(code(RuleCheck.check(Scalar.ENUM, rules, "low"))).isEqualTo("ok");
    assertThat(code(RuleCheck.check(Scalar.ENUM, rules, "LOW")))
        .isEqualTo(ViolationCode.NOT_ONE_OF);
  }
}
