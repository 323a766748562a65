package dev.freehold.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SqlQuotingTest {
  private static final List<String> HOSTILE =
      List.of(
          "",
          "'",
          "''",
          "\\",
          "\\'",
          "'; drop table x; --",
          "\\'; drop table x; --",
          "a\\nb",
          "$$ $1 $tag$",
          "/* -- */",
          "line\nbreak\ttab",
          "\"quoted\"",
          "ʼ＇‘",
          "😀 שלום e\u0301",
          " leading");

  @Test
  void textMeansItselfWhateverTheServerMakesOfBackslashes() {
    try (AdminConnection connection =
        AdminConnection.open(TestDatabase.vertx(), TestDatabase.embedded())) {
      for (String setting : List.of("on", "off")) {
        connection.execute("set standard_conforming_strings = " + setting);
        for (String text : HOSTILE) {
          String sql =
              "select " + SqlQuoting.literal(FieldType.of(ScalarType.TEXT), text) + "::text";
          assertThat(connection.query(sql, Tuple.tuple()).getFirst().getString(0)).isEqualTo(text);
        }
        String array = SqlQuoting.literal(new FieldType(ScalarType.STRING, true), HOSTILE);
        assertThat(
                connection.query("select " + array, Tuple.tuple()).getFirst().getArrayOfStrings(0))
            .containsExactlyElementsOf(HOSTILE);
      }
    }
  }

  @Test
  void aNameMeansItself() {
    try (AdminConnection connection =
        AdminConnection.open(TestDatabase.vertx(), TestDatabase.embedded())) {
      for (String name : HOSTILE) {
        if (!name.isEmpty()) {
          String sql = "select 1 as " + SqlQuoting.identifier(name);
          assertThat(connection.query(sql, Tuple.tuple()).getFirst().getColumnName(0))
              .isEqualTo(name);
        }
      }
    }
  }

  @Test
  void everyTypeHasALiteralOfItsOwnType() {
    Map<ScalarType, Object> values =
        Map.ofEntries(
            Map.entry(ScalarType.STRING, "a"),
            Map.entry(ScalarType.TEXT, "a"),
            Map.entry(ScalarType.EMAIL, "a@b"),
            Map.entry(ScalarType.URL, "http://a"),
            Map.entry(ScalarType.ENUM, "it's"),
            Map.entry(ScalarType.INTEGER, Integer.MIN_VALUE),
            Map.entry(ScalarType.BIGINT, Long.MIN_VALUE),
            Map.entry(ScalarType.INTEGER_ID, ScalarType.MAX_INTEGER_ID),
            Map.entry(ScalarType.NUMBER, -4.9E-324),
            Map.entry(
                ScalarType.DECIMAL, new BigDecimal("-12345678901234567890.123456789012345678")),
            Map.entry(ScalarType.BOOLEAN, true),
            Map.entry(ScalarType.DATE, LocalDate.of(1, 1, 1)),
            Map.entry(ScalarType.TIME, LocalTime.of(23, 59, 59, 999_999_000)),
            Map.entry(ScalarType.DATETIME, OffsetDateTime.parse("9999-12-31T23:59:59.999999Z")),
            Map.entry(ScalarType.UUID, UUID.fromString("00000000-0000-7000-8000-000000000000")),
            Map.entry(ScalarType.JSON, "{\"a\\\\\":\"it's\"}"));
    try (AdminConnection connection =
        AdminConnection.open(TestDatabase.vertx(), TestDatabase.embedded())) {
      connection.execute("set time zone 'America/Caracas'");
      for (ScalarType scalar : ScalarType.values()) {
        Object value = java.util.Objects.requireNonNull(values.get(scalar), scalar.keyword());
        FieldType type = FieldType.of(scalar);
        FieldType array = new FieldType(scalar, true);
        String plain = SqlQuoting.literal(type, value);
        connection.execute(
            "create temp table x (c "
                + PostgresType.of(type)
                + " default "
                + plain
                + ", d "
                + PostgresType.of(array)
                + " default "
                + SqlQuoting.literal(array, List.of(value, value))
                + ", e "
                + PostgresType.of(array)
                + " default "
                + SqlQuoting.literal(array, List.of())
                + "); insert into x default values");
        String sql = "select c = %s and d[2] = c and cardinality(e) = 0 from x".formatted(plain);
        assertThat(connection.query(sql, Tuple.tuple()).getFirst().getBoolean(0))
            .as(scalar.keyword())
            .isTrue();
        connection.execute("drop table x");
      }
    }
  }

  @Test
  void refusesWhatNoTextCanHold() {
    assertThatThrownBy(() -> SqlQuoting.stringLiteral("a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SqlQuoting.identifier("a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
