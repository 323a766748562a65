package dev.freehold.openapi;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.type.ConstraintValidator;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/// Values for examples. Each value satisfies the constraints of its column, so that the server
/// accepts it.
final class ExampleValues {
  public static final UUID ROW_ID = UUID.fromString("019aa5c4-7d3e-7b21-9c5f-2f8e6a1d4b70");
  public static final UUID USER_ID = UUID.fromString("019aa5c2-1f6b-7c88-8a0e-6d2b9f4c3e15");
  public static final OffsetDateTime CREATED_AT = OffsetDateTime.parse("2026-11-22T09:30:00Z");

  private static final LocalDate DAY = LocalDate.of(2026, 12, 31);
  private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-12-31T12:00:00Z");

  private ExampleValues() {}

  /// Returns values that the column accepts, of the Java class of its type, the most plausible
  /// first. The default comes first of all.
  ///
  /// @param more additional candidates, of the Java class of the scalar
  public static List<Object> acceptedValues(ColumnPlan column, List<Object> more) {
    Stream<Object> standard = Stream.ofNullable(column.defaultValue());
    Stream<Object> made =
        Stream.concat(
                candidates(column.name(), column.type().scalar(), column.constraints()),
                more.stream())
            .filter(v -> isAccepted(column, v))
            .map(v -> column.type().array() ? List.of(v) : v);
    return Stream.concat(standard, made).distinct().toList();
  }

  private static boolean isAccepted(ColumnPlan column, Object value) {
    return ConstraintValidator.validate(column.type().scalar(), column.constraints(), value)
            instanceof ValueResult.Valid(Object kept)
        && kept.equals(value);
  }

  private static Stream<Object> candidates(String name, ScalarType scalar, FieldConstraints rules) {
    return switch (scalar) {
      case STRING, TEXT -> texts(TextExamples.of(name), rules);
      case EMAIL -> Stream.of("ada@example.com");
      case URL -> Stream.of("https://example.com/", "https://example.com");
      case ENUM -> rules.values().stream().map(Object.class::cast);
      case INTEGER -> numbers(rules).filter(ExampleValues::isWhole).map(BigDecimal::intValue);
      case BIGINT, INTEGER_ID ->
          numbers(rules).filter(ExampleValues::isWhole).map(BigDecimal::longValue);
      case NUMBER -> numbers(rules).map(BigDecimal::doubleValue);
      case DECIMAL -> Stream.concat(Stream.of(new BigDecimal("9.99")), numbers(rules));
      case BOOLEAN -> Stream.of(false, true);
      case DATE ->
          Stream.of(DAY, DAY.plusDays(1), DAY.minusDays(1), DAY.plusYears(1), DAY.minusYears(1));
      case TIME -> Stream.of(LocalTime.of(14, 30), LocalTime.of(16, 30), LocalTime.of(9, 30));
      case DATETIME -> Stream.of(NOON, NOON.plusHours(1), NOON.plusDays(1), NOON.minusDays(1));
      case UUID -> Stream.of(UUID.fromString("7f1d3c52-9b0e-4c6a-8e57-d24c1b9a6f03"));
      case JSON -> Stream.of("{\"key\":\"value\"}");
    };
  }

  /// Candidates: the plausible text, then the text cut or padded to the length limits, then texts
  /// for common patterns.
  private static Stream<Object> texts(String likely, FieldConstraints rules) {
    FieldConstraints.Text text = rules.text();
    int least = text == null ? 0 : text.minLength();
    int most = text == null ? likely.length() : text.maxLength();
    String fitted = likely.substring(0, Math.min(likely.length(), most)).strip();
    int missing = Math.max(0, least - fitted.length());
    Stream<String> all =
        Stream.concat(
            Stream.of(likely, fitted, fitted + "a".repeat(missing)),
            TextExamples.shapes().flatMap(s -> Stream.of(s, s.repeat(Math.max(1, least)))));
    return all.flatMap(s -> Stream.of(s, s.toLowerCase(java.util.Locale.ROOT)));
  }

  private static Stream<BigDecimal> numbers(FieldConstraints rules) {
    BigDecimal minimum = rules.range().minimum();
    BigDecimal maximum = rules.range().maximum();
    BigDecimal least =
        minimum == null ? null : minimum.setScale(0, RoundingMode.CEILING).max(minimum);
    return Stream.of(
            BigDecimal.ONE,
            BigDecimal.valueOf(42),
            least,
            minimum,
            maximum,
            BigDecimal.ZERO,
            BigDecimal.TWO,
            BigDecimal.valueOf(1_000))
        .filter(Objects::nonNull);
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }

  /// Plausible texts by field name.
  public static final class TextExamples {
    private static final Map<String, String> BY_WORD =
        Map.ofEntries(
            Map.entry("title", "Buy milk"),
            Map.entry("description", "Two litres, semi-skimmed."),
            Map.entry("note", "Ring twice."),
            Map.entry("notes", "Ring twice."),
            Map.entry("name", "Ada Lovelace"),
            Map.entry("label", "Home"),
            Map.entry("nickname", "Ada"),
            Map.entry("company", "Analytical Engines Ltd"),
            Map.entry("phone", "+442079460958"),
            Map.entry("street", "12 St James's Square"),
            Map.entry("address", "12 St James's Square"),
            Map.entry("city", "London"),
            Map.entry("country", "GB"),
            Map.entry("currency", "EUR"),
            Map.entry("language", "en"),
            Map.entry("locale", "en-GB"),
            Map.entry("colour", "#1e90ff"),
            Map.entry("color", "#1e90ff"),
            Map.entry("slug", "buy-milk"),
            Map.entry("code", "A1"),
            Map.entry("sku", "AB-1234"),
            Map.entry("tags", "home"),
            Map.entry("tag", "home"));

    private TextExamples() {}

    /// The text for the whole name, otherwise for its last word: `full_name` is a name.
    static String of(String field) {
      String last = field.substring(field.lastIndexOf('_') + 1);
      return BY_WORD.getOrDefault(field, BY_WORD.getOrDefault(last, "Example"));
    }

    /// Texts that match common patterns.
    static Stream<String> shapes() {
      return Stream.of(
          "a",
          "A",
          "1",
          "a1",
          "A1",
          "abc",
          "ABC",
          "123",
          "12345",
          "buy-milk",
          "buy_milk",
          "AB-1234",
          "ABC-123",
          "A-1",
          "+442079460958",
          "020 7946 0958",
          "#1e90ff",
          "EUR",
          "en",
          "en-GB",
          "1.0.0",
          "2026-12-31",
          "14:30",
          "example.com",
          "192.0.2.1",
          "Ada Lovelace");
    }
  }
}
