package dev.freehold.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that a value written as JSON is read as the same value.
final class JsonValueRoundTripTest {
  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void readsWhatItWrote(ScalarType scalar) throws IOException {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Object value = random(scalar, random);
      assertThat(ValueParser.parse(scalar, text(scalar, value)))
          .as("-Dfuzz.seed=" + seed)
          .isEqualTo(new ValueResult.Valid(value));
    }
  }

  @Test
  void noOtherYearIsWritten() {
    for (LocalDate date :
        List.of(
            LocalDate.MAX, LocalDate.MIN, LocalDate.of(10_000, 1, 1), LocalDate.of(0, 12, 31))) {
      assertThatThrownBy(() -> text(ScalarType.DATE, date)).isInstanceOf(DateTimeException.class);
      OffsetDateTime time = OffsetDateTime.of(date, LocalTime.NOON, ZoneOffset.UTC);
      assertThatThrownBy(() -> text(ScalarType.DATETIME, time))
          .isInstanceOf(DateTimeException.class);
    }
  }

  private static Object random(ScalarType scalar, Random random) {
    return switch (scalar) {
      case STRING, TEXT, ENUM -> text(random);
      case EMAIL -> "a" + random.nextInt(1_000) + "@b" + random.nextInt(1_000) + ".example";
      case URL -> "https://example.org/" + random.nextInt();
      case INTEGER -> random.nextInt();
      case BIGINT -> random.nextLong();
      case INTEGER_ID -> random.nextLong() >> 10;
      case NUMBER -> {
        double d = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(d) && d != 0 ? d : 0.5;
      }
      case DECIMAL -> new BigDecimal(new BigInteger(60, random), random.nextInt(19));
      case BOOLEAN -> random.nextBoolean();
      case DATE -> date(random);
      case TIME -> time(random);
      case DATETIME -> OffsetDateTime.of(date(random), time(random), ZoneOffset.UTC);
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case JSON -> List.of("[1,2.50]", "{\"a\":{}}", "true", "1E-7").get(random.nextInt(4));
    };
  }

  private static LocalDate date(Random random) {
    return LocalDate.of(1 + random.nextInt(9_999), 1, 1).withDayOfYear(1 + random.nextInt(365));
  }

  private static LocalTime time(Random random) {
    return LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000);
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      int c = 1 + random.nextInt(0x10FFFF);
      out.appendCodePoint(c >= 0xD800 && c < 0xE000 ? '\\' : c);
    }
    return out.toString();
  }

  private static String text(ScalarType scalar, Object value) throws IOException {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(json)) {
      JsonValueWriter.write(out, scalar, value);
    }
    if (scalar == ScalarType.JSON) {
      return json.toString();
    }
    try (JsonParser in = BoundedJson.FACTORY.createParser(json.toString())) {
      in.nextToken();
      return in.getText();
    }
  }
}
