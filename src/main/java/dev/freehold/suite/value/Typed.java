package dev.freehold.suite.value;

import dev.freehold.plan.Column;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// JSON values as values of their type, and back: to compare them, and to ask a rule about them.
public final class Typed {
  private Typed() {}

  /// Of the class that [Scalar] names, numbers as [BigDecimal]; arrays and json as they are.
  public static @Nullable Object of(FieldType type, @Nullable Object json) {
    if (json == null || type.array()) {
      return json;
    }
    return switch (type.scalar()) {
      case INTEGER, BIGINT, NUMBER, DECIMAL -> new BigDecimal(json.toString());
      case DATE -> LocalDate.parse((String) json);
      case TIME -> LocalTime.parse((String) json);
      case DATETIME -> OffsetDateTime.parse((String) json);
      case UUID -> UUID.fromString((String) json);
      case STRING, TEXT, EMAIL, URL, ENUM, BOOLEAN, JSON -> json;
    };
  }

  /// The order of two values that are there: of numbers and times what it says, of text and UUIDs that of their bytes.
  public static int compare(FieldType type, Object a, Object b) {
    return switch (type.scalar()) {
      case INTEGER, BIGINT, NUMBER, DECIMAL ->
          new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
      case BOOLEAN -> Boolean.compare((Boolean) a, (Boolean) b);
      case DATE -> LocalDate.parse((String) a).compareTo(LocalDate.parse((String) b));
      case TIME -> LocalTime.parse((String) a).compareTo(LocalTime.parse((String) b));
      case DATETIME ->
          OffsetDateTime.parse((String) a)
              .toInstant()
              .compareTo(OffsetDateTime.parse((String) b).toInstant());
      case STRING, TEXT, EMAIL, URL, ENUM, UUID, JSON -> Arrays.compareUnsigned(bytes(a), bytes(b));
    };
  }

  private static byte[] bytes(Object text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// What an answer shows of a row for which nothing was given: the default, or null.
  public static @Nullable Object standard(Column column) {
    return json(column.type(), column.defaultValue());
  }

  /// A value of the class that [Scalar] names, as an answer shows it.
  public static @Nullable Object json(FieldType type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(each -> array.add(json(FieldType.of(type.scalar()), each)));
      return array;
    }
    return switch (type.scalar()) {
      case DECIMAL -> Samples.plain((BigDecimal) value);
      case TIME -> Samples.time((LocalTime) value);
      case DATETIME ->
          Samples.datetime(
              ((OffsetDateTime) value).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
      case DATE, UUID -> value.toString();
      case JSON -> Json.decodeValue((String) value);
      case STRING, TEXT, INTEGER, BIGINT, NUMBER, BOOLEAN, EMAIL, URL, ENUM -> value;
    };
  }

  /// As a query writes it.
  public static String text(Object json) {
    return json instanceof Double d ? BigDecimal.valueOf(d).toPlainString() : json.toString();
  }
}
