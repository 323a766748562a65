package dev.freehold.input.cursor;

import dev.freehold.type.Scalar;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A value of a sort key as bytes: 0 for null, or 1 and then a fixed number of big-endian bytes, or of text its length and its
/// UTF-8. Nothing is rounded: times are in microseconds, as PostgreSQL keeps them, and decimals are text.
final class KeyBytes {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private KeyBytes() {}

  /// @param value of the Java class of `scalar`, a decimal also as its text; or null
  static void write(ByteArrayOutputStream out, Scalar scalar, @Nullable Object value) {
    out.write(value == null ? 0 : 1);
    if (value != null) {
      writeBytes(
          out,
          switch (scalar) {
            case STRING, TEXT, EMAIL, URL, ENUM -> text((String) value);
            case DECIMAL ->
                text(value instanceof BigDecimal d ? d.toPlainString() : (String) value);
            case INTEGER -> ByteBuffer.allocate(4).putInt((Integer) value).array();
            case DATE ->
                ByteBuffer.allocate(4)
                    .putInt(Math.toIntExact(((LocalDate) value).toEpochDay()))
                    .array();
            case BIGINT -> ofLong((Long) value);
            case NUMBER -> ofLong(Double.doubleToRawLongBits((Double) value));
            case TIME -> ofLong(((LocalTime) value).getLong(ChronoField.MICRO_OF_DAY));
            case DATETIME -> ofLong(micros((OffsetDateTime) value));
            case BOOLEAN -> new byte[] {(byte) ((Boolean) value ? 1 : 0)};
            case UUID -> uuid((UUID) value);
            case JSON -> throw new IllegalArgumentException("json has no order");
          });
    }
  }

  static void writeBytes(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  /// A text behind its length.
  static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  static byte[] uuid(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static byte[] ofLong(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private static long micros(OffsetDateTime time) {
    return Math.addExact(
        Math.multiplyExact(time.toEpochSecond(), MICROS_PER_SECOND),
        time.getNano() / NANOS_PER_MICRO);
  }

  /// @return of the Java class of `scalar`, or null
  /// @throws java.nio.BufferUnderflowException where there is too little
  static @Nullable Object read(ByteBuffer in, Scalar scalar) {
    if (in.get() == 0) {
      return null;
    }
    return switch (scalar) {
      case STRING, TEXT, EMAIL, URL, ENUM -> text(in);
      case DECIMAL -> new BigDecimal(text(in));
      case INTEGER -> in.getInt();
      case DATE -> LocalDate.ofEpochDay(in.getInt());
      case BIGINT -> in.getLong();
      case NUMBER -> Double.longBitsToDouble(in.getLong());
      case TIME -> LocalTime.ofNanoOfDay(in.getLong() * NANOS_PER_MICRO);
      case DATETIME -> dateTime(in.getLong());
      case BOOLEAN -> in.get() != 0;
      case UUID -> new UUID(in.getLong(), in.getLong());
      case JSON -> throw new IllegalArgumentException("json has no order");
    };
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static OffsetDateTime dateTime(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, MICROS_PER_SECOND),
            Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO)
        .atOffset(ZoneOffset.UTC);
  }
}
