package dev.freehold.type;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a typed value as JSON. The inverse of [ValueParser].
public final class JsonValueWriter {
  private JsonValueWriter() {}

  /// @param value a value of the Java class of `type`, or null
  public static void write(JsonGenerator out, FieldType type, @Nullable Object value)
      throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (type.array()) {
      out.writeStartArray();
      for (Object element : (List<?>) value) {
        write(out, type.scalar(), element);
      }
      out.writeEndArray();
    } else {
      write(out, type.scalar(), value);
    }
  }

  /// @param value a value of the Java class of `scalar`
  public static void write(JsonGenerator out, ScalarType scalar, Object value) throws IOException {
    switch (scalar) {
      case STRING, TEXT, EMAIL, URL, ENUM -> out.writeString((String) value);
      case INTEGER -> out.writeNumber((Integer) value);
      case INTEGER_ID -> out.writeNumber((Long) value);
      case NUMBER -> out.writeNumber((Double) value);
      case DECIMAL -> out.writeString(((BigDecimal) value).toPlainString());
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case BIGINT, UUID -> out.writeString(value.toString());
      case DATE -> writeDate(out, (LocalDate) value);
      case TIME -> writeTime(out, (LocalTime) value);
      case DATETIME -> writeDateTime(out, (OffsetDateTime) value);
      case JSON -> out.writeRawValue((String) value);
    }
  }

  /// @throws java.time.DateTimeException if the year is not 0001 to 9999
  public static void writeDate(JsonGenerator out, LocalDate date) throws IOException {
    out.writeString(DateTimeFormat.write(date));
  }

  public static void writeTime(JsonGenerator out, LocalTime time) throws IOException {
    char[] text = new char[DateTimeFormat.MAX_LENGTH];
    out.writeString(text, 0, DateTimeFormat.write(text, time));
  }

  /// @throws java.time.DateTimeException if the year is not 0001 to 9999
  public static void writeDateTime(JsonGenerator out, OffsetDateTime utc) throws IOException {
    char[] text = new char[DateTimeFormat.MAX_LENGTH];
    out.writeString(text, 0, DateTimeFormat.write(text, utc));
  }
}
