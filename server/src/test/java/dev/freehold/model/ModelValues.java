package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// Values of each type as JSON trees: their order, and random values. There are few distinct
/// values, so that conditions match rows.
final class ModelValues {
  private static final List<String> WORDS =
      List.of(
          "milk",
          "Milk",
          "50% off",
          "a_b",
          "back\\slash",
          "comma, here",
          "quo\"te",
          "(round)",
          "émile",
          "Straße",
          "日本",
          "😀 face",
          "ﬀ",
          "",
          " ",
          "Zebra",
          "apple",
          "null",
          "a.b",
          "and(x)",
          "mil",
          "%",
          "_",
          "'; --");

  private ModelValues() {}

  static Object random(Field field, Random random) {
    return switch (field.kind()) {
      case STRING, TEXT -> word(random);
      case INTEGER -> number(random.nextInt(7) == 0 ? edge(random) : random.nextInt(5));
      case ID -> number(1 + random.nextInt(5));
      case BIGINT -> bigint(random);
      case NUMBER -> JsonTree.number((random.nextInt(13) - 6) / 4.0);
      case DECIMAL -> decimal(BigDecimal.valueOf(random.nextInt(9) - 4, random.nextInt(3)));
      case BOOLEAN -> random.nextBoolean();
      case DATE -> LocalDate.of(2026, 1, 28).plusDays(random.nextInt(8)).toString();
      case TIME -> time(LocalTime.of(random.nextInt(3), 30, 0, random.nextInt(3) * 1_500_000));
      case DATETIME ->
          datetime(
              OffsetDateTime.of(2026, 2, 1, random.nextInt(4), 0, 0, 0, ZoneOffset.UTC)
                  .plusNanos(random.nextInt(3) * 120_000L));
      case UUID -> new UUID((long) random.nextInt(3) << 62, random.nextInt(3)).toString();
      case EMAIL -> "p" + random.nextInt(4) + "@example.com";
      case URL -> "https://example.com/" + random.nextInt(4);
      case ENUM -> field.values().get(random.nextInt(field.values().size()));
      case JSON -> json(random);
      case STRINGS -> many(random, r -> word(r));
      case INTEGERS -> many(random, r -> number(r.nextInt(4)));
      case BIGINTS -> many(random, r -> bigint(r));
    };
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private static String bigint(Random random) {
    return Long.toString(
        random.nextInt(7) == 0 ? 9007199254740991L + random.nextInt(3) : random.nextInt(5));
  }

  private static long edge(Random random) {
    return random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
  }

  private static BigDecimal number(long value) {
    return JsonTree.number(value);
  }

  private interface Draw {
    Object from(Random random);
  }

  private static List<Object> many(Random random, Draw draw) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(draw.from(random));
    }
    return list;
  }

  private static Object json(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> List.of(number(1), "a\"\\ \u2028", List.of());
      case 1 -> "only text";
      case 2 -> JsonTree.number(1.5);
      case 3 -> false;
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", JsonTree.NULL);
        map.put("a", Map.of("é", number(random.nextInt(3))));
        yield map;
      }
    };
  }

  static String decimal(BigDecimal value) {
    return JsonTree.number(value).toPlainString();
  }

  private static String time(LocalTime time) {
    return time.toString().length() == 5 ? time + ":00" : trimmed(time.toString());
  }

  /// UTC, always with seconds, fractions without trailing zeros.
  private static String datetime(OffsetDateTime time) {
    return time.toLocalDate() + "T" + time(time.toLocalTime()) + "Z";
  }

  private static String trimmed(String time) {
    return time.contains(".") ? time.replaceAll("0+$", "") : time;
  }

  /// The form in a query.
  static String text(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }

  /// The order of PostgreSQL for two non-null values; text by code point, an enum as it is written.
  static int compare(Field field, Object a, Object b) {
    return switch (field.kind()) {
      case ENUM -> Integer.compare(field.values().indexOf(a), field.values().indexOf(b));
      case STRING, TEXT, EMAIL, URL, UUID -> Arrays.compareUnsigned(bytes(a), bytes(b));
      case INTEGER, ID, NUMBER -> ((BigDecimal) a).compareTo((BigDecimal) b);
      case BIGINT, DECIMAL -> new BigDecimal((String) a).compareTo(new BigDecimal((String) b));
      case BOOLEAN -> Boolean.compare((Boolean) a, (Boolean) b);
      case DATE -> LocalDate.parse((String) a).compareTo(LocalDate.parse((String) b));
      case TIME -> LocalTime.parse((String) a).compareTo(LocalTime.parse((String) b));
      case DATETIME -> OffsetDateTime.parse((String) a).compareTo(OffsetDateTime.parse((String) b));
      case JSON, STRINGS, INTEGERS, BIGINTS ->
          throw new IllegalArgumentException(field.kind().word);
    };
  }

  private static byte[] bytes(Object text) {
    return ((String) text).getBytes(StandardCharsets.UTF_8);
  }

  /// Ascending with nulls last, or the exact reverse.
  static int compareInOrder(Field field, Object a, Object b, boolean descending) {
    int ascending =
        a == JsonTree.NULL || b == JsonTree.NULL
            ? Boolean.compare(a == JsonTree.NULL, b == JsonTree.NULL)
            : compare(field, a, b);
    return descending ? -ascending : ascending;
  }

  static Object ignoringCase(Object value) {
    return value instanceof String text ? lower(text) : value;
  }

  /// Maps each character, as the built-in locale of PostgreSQL does.
  static String lower(String text) {
    StringBuilder lower = new StringBuilder();
    text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }
}
