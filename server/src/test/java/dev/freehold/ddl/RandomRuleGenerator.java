package dev.freehold.ddl;

import dev.freehold.rule.RuleCompiler.RuleColumn;
import dev.freehold.rule.RuleExpression.ValueKind;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Generates valid random rules and random rows, with many edge cases and equal values.
final class RandomRuleGenerator {
  static final List<String> ENUM = List.of("low", "it's", "a\\b");

  /// Two columns of each scalar type, and two arrays.
  static final Map<String, RuleColumn> COLUMNS = columns();

  private static final List<String> TEXTS =
      List.of(
          "", "a", "A", "ab", "é", "e\u0301", "😀", "\uFFFD", "\uE000", "low", "it's", "\\", "\"",
          " ");
  private static final List<Double> DOUBLES =
      Stream.of(
              "0",
              "-0",
              "0.1",
              "0.3",
              "0.30000000000000004",
              "1",
              "-2.5",
              "2e23",
              "5e-324",
              "-1.7e308")
          .map(Double::valueOf)
          .toList();

  private final Random random;

  RandomRuleGenerator(Random random) {
    this.random = random;
  }

  private static Map<String, RuleColumn> columns() {
    Map<String, RuleColumn> columns = new LinkedHashMap<>();
    for (ScalarType scalar : ScalarType.ofFields().toList()) {
      List<String> values = scalar == ScalarType.ENUM ? ENUM : List.of();
      for (String suffix : List.of("1", "2")) {
        columns.put(scalar.keyword() + suffix, new RuleColumn(FieldType.of(scalar), true, values));
      }
    }
    columns.put("integers", new RuleColumn(new FieldType(ScalarType.INTEGER, true), true));
    columns.put("texts", new RuleColumn(new FieldType(ScalarType.TEXT, true), true));
    return columns;
  }

  /// A value of the type's Java class, or null.
  @Nullable Object value(FieldType type) {
    if (random.nextInt(5) == 0) {
      return null;
    }
    return type.array()
        ? random.nextBoolean() ? List.of() : List.of(value(type.scalar()))
        : value(type.scalar());
  }

  private Object value(ScalarType scalar) {
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL -> pick(TEXTS);
      case ENUM -> pick(ENUM);
      case INTEGER ->
          pick(List.of(0, 1, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt()));
      case BIGINT, INTEGER_ID ->
          pick(List.of(0L, 1L, 2L, Long.MAX_VALUE, Long.MIN_VALUE, random.nextLong()));
      case NUMBER -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield random.nextInt(4) == 0 && Double.isFinite(any) ? any : pick(DOUBLES);
      }
      case DECIMAL -> decimal();
      case BOOLEAN -> random.nextBoolean();
      case DATE -> date();
      case TIME ->
          pick(List.of(LocalTime.MIN, LocalTime.NOON, LocalTime.of(23, 59, 59, 999_999_000)));
      case DATETIME ->
          OffsetDateTime.of(date(), (LocalTime) value(ScalarType.TIME), ZoneOffset.UTC);
      case UUID ->
          random.nextInt(3) == 0
              ? new UUID(random.nextLong(), 0)
              : new UUID(0, random.nextInt(-1, 2));
      case JSON -> pick(List.of("null", "{}", "[1]"));
    };
  }

  private BigDecimal decimal() {
    return pick(
        List.of(
            BigDecimal.ZERO,
            new BigDecimal("0.10"),
            new BigDecimal("0.3"),
            new BigDecimal("99999999999999999999.999999999999999999"),
            new BigDecimal("-0.000000000000000001"),
            new BigDecimal(new BigInteger(60, random), random.nextInt(19))));
  }

  private LocalDate date() {
    return pick(
        List.of(
            LocalDate.of(1, 1, 1),
            LocalDate.of(9999, 12, 31),
            LocalDate.of(2024, 2, 28),
            LocalDate.of(2024, 2, 29),
            LocalDate.of(2024, 3, 1)));
  }

  /// A condition, with parentheses around each part that is not a single operand.
  String condition(int depth) {
    int choice = random.nextInt(depth > 0 ? 12 : 6);
    return switch (choice) {
      case 0 -> pick(List.of("boolean1", "boolean2", "not boolean1"));
      case 1 -> {
        String column = pick(List.copyOf(COLUMNS.keySet()));
        yield column + pick(List.of(" is null", " is not null", " = null", " != null"));
      }
      case 2, 3, 4, 5 -> comparison(depth);
      case 6 -> "not (" + condition(depth - 1) + ")";
      case 7 -> "(" + condition(depth - 1) + ") " + equality() + " (" + condition(depth - 1) + ")";
      case 8 -> "(integer1 + " + number(depth) + ") is null";
      default ->
          "("
              + condition(depth - 1)
              + ")"
              + pick(List.of(" and ", " or "))
              + "("
              + condition(depth - 1)
              + ")";
    };
  }

  private String equality() {
    return pick(List.of("=", "==", "!=", "<>"));
  }

  private String comparison(int depth) {
    ValueKind kind =
        pick(
            List.of(
                ValueKind.NUMBER,
                ValueKind.NUMBER,
                ValueKind.TEXT,
                ValueKind.DATE,
                ValueKind.TIME,
                ValueKind.DATETIME,
                ValueKind.UUID,
                ValueKind.BOOLEAN));
    if (kind == ValueKind.TEXT && random.nextInt(4) == 0) {
      return "enum1 "
          + pick(List.of("in ('low', 'it''s')", "not in (\"a\\b\")", "= 'low'", "!= enum2"));
    }
    String left = operand(kind, depth);
    if (kind != ValueKind.BOOLEAN && random.nextInt(4) == 0) {
      return left
          + pick(List.of(" in (", " not in ("))
          + literal(kind)
          + ", "
          + literal(kind)
          + ")";
    }
    String operator =
        kind == ValueKind.BOOLEAN || random.nextInt(4) == 0
            ? equality()
            : pick(List.of("<", "<=", ">", ">="));
    boolean literal = kind != ValueKind.BOOLEAN && random.nextInt(3) == 0;
    return left + " " + operator + " " + (literal ? literal(kind) : operand(kind, depth));
  }

  private String operand(ValueKind kind, int depth) {
    return switch (kind) {
      case NUMBER -> number(depth);
      case TEXT ->
          column(
              pick(List.of(ScalarType.STRING, ScalarType.TEXT, ScalarType.EMAIL, ScalarType.URL)));
      case BOOLEAN -> pick(List.of("boolean1", "boolean2", "true", "false"));
      case DATE ->
          column(ScalarType.DATE)
              + pick(List.of("", "", " + 1", " - 1", " - 1000000", " + 1000000", " - -366"));
      case TIME -> column(ScalarType.TIME);
      case DATETIME -> column(ScalarType.DATETIME);
      case UUID -> column(ScalarType.UUID);
      case OPAQUE -> throw new IllegalArgumentException("nothing compares with " + kind);
    };
  }

  private String number(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 4)) {
      case 0 -> literal(ValueKind.NUMBER);
      case 1, 2 ->
          column(
              pick(
                  List.of(
                      ScalarType.INTEGER,
                      ScalarType.BIGINT,
                      ScalarType.NUMBER,
                      ScalarType.DECIMAL)));
      case 3 ->
          pick(
              List.of(
                  "length(text1)",
                  "length(string2)",
                  "length(enum1)",
                  "(date1 - date2)",
                  "(date2 - '2024-02-29')"));
      case 4 -> "-" + number(0);
      default ->
          "("
              + number(depth - 1)
              + pick(List.of(" + ", " - ", "*"))
              + number(Math.min(1, depth - 1))
              + ")";
    };
  }

  private String column(ScalarType scalar) {
    return scalar.keyword() + (random.nextBoolean() ? "1" : "2");
  }

  private String literal(ValueKind kind) {
    return switch (kind) {
      case NUMBER ->
          pick(
              List.of(
                  "0",
                  "1",
                  "-1",
                  "0.1",
                  "0.30",
                  "2",
                  "9223372036854775808",
                  "-2147483648",
                  "0.000000000000000000001"));
      case TEXT -> {
        String quote = random.nextBoolean() ? "'" : "\"";
        yield quote + pick(TEXTS).replace(quote, quote + quote) + quote;
      }
      case DATE -> "\"" + date() + "\"";
      case TIME -> "'" + value(ScalarType.TIME) + "'";
      case DATETIME -> "'" + date() + "T12:00:00+01:00'";
      case UUID -> "'" + value(ScalarType.UUID) + "'";
      case BOOLEAN, OPAQUE -> throw new IllegalArgumentException("no literal of " + kind);
    };
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
