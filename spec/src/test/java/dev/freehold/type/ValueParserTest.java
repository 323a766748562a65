package dev.freehold.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.problem.ViolationCode;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueParserTest {
  static @Nullable Object value(ScalarType scalar, String text) {
    return ValueParser.parse(scalar, text) instanceof ValueResult.Valid ok ? ok.value() : null;
  }

  static @Nullable String code(ScalarType scalar, String text) {
    return ValueParser.parse(scalar, text) instanceof ValueResult.Invalid invalid
        ? invalid.code()
        : null;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "5.0, 5",
    "5e0, 5",
    "50e-1, 5",
    "0e999999999, 0",
    "2147483647, 2147483647",
    "-2147483648, -2147483648",
    "1E3, 1000"
  })
  void readsIntegers(String text, int expected) {
    assertThat(value(ScalarType.INTEGER, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2147483648, out_of_range",
    "1e999999999, out_of_range",
    "1e99999999999, out_of_range",
    "5.5, type",
    "1e-1, type",
    "1e-999999999, type",
    "01, type",
    "+1, type",
    "0x10, type",
    "1_000, type",
    "' 1', type",
    "'', type",
    "-, type",
    "NaN, type",
    "Infinity, type",
    "٣, type"
  })
  void refusesOtherIntegers(String text, String code) {
    assertThat(code(ScalarType.INTEGER, text)).isEqualTo(code);
  }

  @Test
  void readsTheLimitsOfBigint() {
    assertThat(value(ScalarType.BIGINT, "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(value(ScalarType.BIGINT, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(code(ScalarType.BIGINT, "9223372036854775808"))
        .isEqualTo(ViolationCode.OUT_OF_RANGE);
    assertThat(code(ScalarType.BIGINT, "1".repeat(401))).isEqualTo(ViolationCode.OUT_OF_RANGE);
  }

  @Test
  void readsTheEndsOfIntegerIds() {
    assertThat(value(ScalarType.INTEGER_ID, "9007199254740991")).isEqualTo(9007199254740991L);
    for (String text : List.of("9007199254740992", "-9007199254740992", "9223372036854775807")) {
      assertThat(code(ScalarType.INTEGER_ID, text)).isEqualTo(ViolationCode.OUT_OF_RANGE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e3", "1.0", "+5", " 5", "5 ", "05", "-05", "-", "", "٥", "0x5", "--5"})
  void wholeNumbersAsTextAreDigits(String text) {
    assertThat(code(ScalarType.BIGINT, text)).isEqualTo(ViolationCode.TYPE);
    assertThat(code(ScalarType.INTEGER_ID, text)).isEqualTo(ViolationCode.TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1",
        "-0",
        "4.9e-324",
        "5e-324",
        "5.0e-324",
        "1e-323",
        "1.7976931348623157e308",
        "12345678901234568",
        "1e22",
        "0.30000000000000004"
      })
  void readsNumbersThatFitADouble(String text) {
    assertThat(value(ScalarType.NUMBER, text)).isEqualTo(Double.parseDouble(text) + 0.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e400",
        "-1e400",
        "1e-400",
        "1e999999999",
        "1e-999999999",
        "123456789012345678",
        "0.1000000000000000055",
        "9007199254740993"
      })
  void refusesNumbersThatADoubleWouldRound(String text) {
    assertThat(code(ScalarType.NUMBER, text)).isEqualTo(ViolationCode.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @CsvSource({
    "1.50, 1.50",
    "1e3, 1000",
    "-0.000, 0.000",
    "0e-999999999, 0.000000000000000000",
    "12345678901234567890.123456789012345678, 12345678901234567890.123456789012345678",
    "0.1000000000000000000000000000, 0.1",
    "1e19, 10000000000000000000"
  })
  void readsDecimalsExactly(String text, BigDecimal expected) {
    assertThat(value(ScalarType.DECIMAL, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e20", "1e-19", "1e999999999", "1e-999999999", "0.0000000000000000001"})
  void refusesDecimalsOfTooManyDigits(String text) {
    assertThat(code(ScalarType.DECIMAL, text)).isEqualTo(ViolationCode.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0001-01-01", "2024-02-29", "9999-12-31"})
  void readsDates(String text) {
    assertThat(value(ScalarType.DATE, text)).isEqualTo(LocalDate.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01",
        "2026-02-29",
        "2026-13-01",
        "2026-1-1",
        "20260101",
        "+2026-01-01",
        "2026-01-01T00:00:00Z",
        "٢٠٢٦-01-01",
        "",
        "2026/01/01"
      })
  void refusesOtherDates(String text) {
    assertThat(code(ScalarType.DATE, text)).isEqualTo(ViolationCode.FORMAT);
  }

  @ParameterizedTest
  @CsvSource({
    "14:30, 14:30",
    "00:00:00, 00:00",
    "23:59:59.999999, 23:59:59.999999",
    "12:00:00.5, 12:00:00.5"
  })
  void readsTimes(String text, LocalTime expected) {
    assertThat(value(ScalarType.TIME, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "24:00:00, format",
    "23:59:60, format",
    "1:00:00, format",
    "12:00:00., format",
    "12:00:00Z, format",
    "12:60, format",
    "12-00-00, format",
    "'', format",
    "12:00:00.1234567, out_of_range"
  })
  void refusesOtherTimes(String text, String code) {
    assertThat(code(ScalarType.TIME, text)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-31T14:30:00Z, 2026-12-31T14:30:00Z",
    "2026-12-31t14:30:00z, 2026-12-31T14:30:00Z",
    "2026-12-31T14:30:00+02:00, 2026-12-31T12:30:00Z",
    "2026-12-31 14:30:00-00:00, 2026-12-31T14:30:00Z",
    "2026-12-31T23:30:00-17:59, 2027-01-01T17:29:00Z",
    // RFC 3339 allows offsets that no place has.
    "2026-12-31T14:30:00+18:01, 2026-12-30T20:29:00Z",
    "2026-12-31T14:30:00-23:59, 2027-01-01T14:29:00Z",
    "2026-12-31T14:30Z, 2026-12-31T14:30:00Z",
    "2026-12-31T14:30:00.000001Z, 2026-12-31T14:30:00.000001Z"
  })
  void readsDateTimesToUtc(String text, String expected) {
    assertThat(value(ScalarType.DATETIME, text)).isEqualTo(OffsetDateTime.parse(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-31T14:30:00, format",
    "2026-12-31, format",
    "2026-12-31T14:30:60Z, format",
    "2026-12-31T24:00:00Z, format",
    "2026-12-31T14:30:00+2:00, format",
    "2026-12-31T14:30:00+0200, format",
    "2026-12-31T14:30:00+02:60, format",
    "2026-12-31T14:30:00ZZ, format",
    "2026-12-31T14:30:00+24:00, format",
    "2026-02-30T14:30:00Z, format",
    "2026-12-31X14:30:00Z, format",
    "2026-12-31T14:30:00.1234567Z, out_of_range",
    "9999-12-31T23:59:59-01:00, out_of_range",
    "0001-01-01T00:00:00+01:00, out_of_range",
    "9999-12-31T00:01:00-23:59, out_of_range"
  })
  void refusesOtherDateTimes(String text, String code) {
    assertThat(code(ScalarType.DATETIME, text)).isEqualTo(code);
  }

  @Test
  void readsUuidsInTheStandardFormOnly() {
    String uuid = "0198c0de-0000-7000-8000-00000000000f";
    assertThat(value(ScalarType.UUID, uuid.toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(UUID.fromString(uuid));
    for (String bad :
        new String[] {
          "1-1-1-1-1",
          "{" + uuid + "}",
          uuid.replace("-", ""),
          uuid + "0",
          "urn:uuid:" + uuid,
          "",
          uuid.replace('f', 'g'),
          uuid.replace('1', '１')
        }) {
      assertThat(code(ScalarType.UUID, bad)).as(bad).isEqualTo(ViolationCode.FORMAT);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":[1,2.50,7,true,null,\"x\"]} | {\"a\":[1,2.50,7,true,null,\"x\"]}",
        "` [ ] ` | []",
        "1e308 | 1E+308",
        "-0 | 0",
        "null | null",
        "\"<é😀>\" | \"<é😀>\""
      })
  void readsJson(String text, String expected) {
    assertThat(value(ScalarType.JSON, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | format",
        "1 2 | format",
        "[1 | format",
        "{\"a\":1,\"a\":2} | format",
        "{a:1} | format",
        "'x' | format",
        "[1,] | format",
        "NaN | format",
        "01 | format",
        "1e309 | out_of_range",
        "[1e999999999] | out_of_range",
        "1e-999999999999 | out_of_range",
        "\"\\u0000\" | character",
        "{\"\\u0000\":1} | character",
        "\"\\ud800\" | character"
      })
  void refusesOtherJson(String text, String code) {
    assertThat(code(ScalarType.JSON, text)).isEqualTo(code);
  }

  @Test
  void boundsTheDepthOfJson() {
    assertThat(code(ScalarType.JSON, "[".repeat(32) + "]".repeat(32))).isNull();
    assertThat(code(ScalarType.JSON, "[".repeat(33) + "]".repeat(33)))
        .isEqualTo(ViolationCode.OUT_OF_RANGE);
    assertThat(code(ScalarType.JSON, "[".repeat(1 << 20))).isEqualTo(ViolationCode.OUT_OF_RANGE);
  }

  @Test
  void refusesWhatPostgresCannotStore() {
    for (ScalarType scalar : ScalarType.values()) {
      assertThat(code(scalar, "a\0")).as(scalar.keyword()).isEqualTo(ViolationCode.CHARACTER);
      assertThat(code(scalar, "a\uD800")).as(scalar.keyword()).isEqualTo(ViolationCode.CHARACTER);
      assertThat(code(scalar, "\uDC00\uD800"))
          .as(scalar.keyword())
          .isEqualTo(ViolationCode.CHARACTER);
    }
    assertThat(value(ScalarType.STRING, "\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
  }
}
