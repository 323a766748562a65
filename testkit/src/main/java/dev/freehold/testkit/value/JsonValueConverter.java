package dev.freehold.testkit.value;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
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

/// Converts JSON values to typed values and back, to compare them and to evaluate rules.
public final class JsonValueConverter {
  private JsonValueConverter() {}

  /// Converts to the class of [ScalarType], numbers to [BigDecimal]. Arrays and json stay
  /// unchanged.
  public static @Nullable Object parse(FieldType type, @Nullable Object json) {
    if (json == null || type.array()) {
      return json;
    }
    return switch (type.scalar()) {
      case INTEGER, BIGINT, INTEGER_ID, NUMBER, DECIMAL -> new BigDecimal(json.toString());
      case DATE -> LocalDate.parse((String) json);
      case TIME -> LocalTime.parse((String) json);
      case DATETIME -> OffsetDateTime.parse((String) json);
      case UUID -> UUID.fromString((String) json);
      case STRING, TEXT, EMAIL, URL, ENUM, BOOLEAN, JSON -> json;
    };
  }

  /// Compares two values of a column that are not null: numbers and times by value, text and UUIDs by
  /// their bytes, those of an enum by their places in the spec.
  public static int compare(ColumnPlan column, Object a, Object b) {
    List<String> values = column.constraints().values();
    return switch (column.type().scalar()) {
      case ENUM -> Integer.compare(values.indexOf(a), values.indexOf(b));
      case INTEGER, BIGINT, INTEGER_ID, NUMBER, DECIMAL ->
          new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
      case BOOLEAN -> Boolean.compare((Boolean) a, (Boolean) b);
      case DATE -> LocalDate.parse((String) a).compareTo(LocalDate.parse((String) b));
      case TIME -> LocalTime.parse((String) a).compareTo(LocalTime.parse((String) b));
      case DATETIME ->
          OffsetDateTime.parse((String) a)
              .toInstant()
              .compareTo(OffsetDateTime.parse((String) b).toInstant());
      case STRING, TEXT, EMAIL, URL, UUID, JSON -> Arrays.compareUnsigned(bytes(a), bytes(b));
    };
  }

  private static byte[] bytes(Object text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// The value in a response if the body had none: the default, or null.
  public static @Nullable Object defaultJson(ColumnPlan column) {
    return toJson(column.type(), column.defaultValue());
  }

  /// Converts a value of the class of [ScalarType] to the JSON of a response.
  public static @Nullable Object toJson(FieldType type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(each -> array.add(toJson(FieldType.of(type.scalar()), each)));
      return array;
    }
    return switch (type.scalar()) {
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case TIME -> ValueSamples.time((LocalTime) value);
      case DATETIME ->
          ValueSamples.datetime(
              ((OffsetDateTime) value).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
      case BIGINT, DATE, UUID -> value.toString();
      case JSON -> Json.decodeValue((String) value);
      case STRING, TEXT, INTEGER, INTEGER_ID, NUMBER, BOOLEAN, EMAIL, URL, ENUM -> value;
    };
  }

  /// The value as a query parameter.
  public static String toQueryText(Object json) {
    return json instanceof Double d ? BigDecimal.valueOf(d).toPlainString() : json.toString();
  }
}
