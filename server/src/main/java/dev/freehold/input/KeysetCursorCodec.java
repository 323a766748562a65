package dev.freehold.input;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.SortableColumn;
import dev.freehold.query.ListQuery;
import dev.freehold.token.Base64Url;
import dev.freehold.token.HmacKeyring;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.FieldType.ScalarType;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes cursors: base64url of a version, the sort keys of the last row of a page as
/// typed values, and 16 bytes of an HMAC-SHA-256 (RFC 2104 section 5 on truncation). The MAC also
/// covers the query, the user and the team, so that a cursor is valid only for the same list, filter,
/// order, user and team. The MAC has its own key.
///
/// Cursors are not encrypted: the values in a cursor come from a row that its user could read.
public final class KeysetCursorCodec {
  /// The maximum size of the sort keys of one row. A cursor must leave room in a URL of 8 KiB.
  public static final int MAX_KEY_BYTES = SortableColumn.MAX_CURSOR_BYTES;

  private static final int MAX_TEXT = 4_096;
  private static final byte VERSION = 1;
  private static final int TAG = 16;

  private final HmacKeyring macs;

  /// @param secrets of the server
  public KeysetCursorCodec(SigningSecrets secrets) {
    macs = HmacKeyring.derived(secrets, "freehold cursor 2");
  }

  /// For whom a cursor is valid.
  ///
  /// @param user the caller; null for an anonymous caller
  /// @param team that the request names; null for none
  public record Holder(@Nullable UUID user, @Nullable UUID team) {
    /// An anonymous caller.
    public static final Holder ANONYMOUS = new Holder(null, null);
  }

  /// The cursor of the page after a row.
  ///
  /// @param keys of the row, one for each key of the query's order; each is of the Java class of
  ///     its column (a decimal may also be its text) or null
  public String encode(ListQuery query, Holder holder, @Nullable Object[] keys) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.write(VERSION);
    ResourcePlan plan = query.selection().view().plan();
    for (int i = 0; i < query.order().size(); i++) {
      ColumnPlan column = query.order().get(i).columnOf(plan);
      SortKeyBytes.write(out, column.type().scalar(), keys[i]);
    }
    byte[] payload = out.toByteArray();
    SortKeyBytes.writeBytes(
        out, Arrays.copyOf(macs.sign(message(query.canonical(), holder, payload)), TAG));
    return Base64Url.encode(out.toByteArray());
  }

  /// The values of a cursor; empty if the cursor was not issued to this holder for this list.
  ///
  /// @param canonical text of the query that the cursor came with
  /// @param order the columns of that query's order
  public Optional<List<@Nullable Object>> decode(
      String cursor, String canonical, List<ColumnPlan> order, Holder holder) {
    if (cursor.length() > MAX_TEXT) {
      return Optional.empty();
    }
    byte[] bytes = Base64Url.decode(cursor).orElse(new byte[0]);
    if (bytes.length <= TAG || bytes[0] != VERSION) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOf(bytes, bytes.length - TAG);
    byte[] tag = Arrays.copyOfRange(bytes, payload.length, bytes.length);
    if (!macs.verifyTruncated(message(canonical, holder, payload), tag, TAG)) {
      return Optional.empty();
    }
    // The MAC is valid, so the keys are of these columns: the canonical text has their types.
    ByteBuffer in = ByteBuffer.wrap(payload, 1, payload.length - 1);
    List<@Nullable Object> values = new ArrayList<>(order.size());
    for (ColumnPlan column : order) {
      values.add(SortKeyBytes.read(in, column.type().scalar()));
    }
    return Optional.of(Collections.unmodifiableList(values));
  }

  /// Each part has a fixed length or follows its length, so that no two queries share a message.
  private static byte[] message(String canonical, Holder holder, byte[] payload) {
    byte[] list = canonical.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(2 * (1 + 16) + 4 + list.length + payload.length);
    put(message, holder.user());
    put(message, holder.team());
    message.putInt(list.length).put(list).put(payload);
    return message.array();
  }

  private static void put(ByteBuffer message, @Nullable UUID id) {
    message.put((byte) (id == null ? 0 : 1));
    message.put(id == null ? new byte[16] : SortKeyBytes.uuid(id));
  }

  /// The bytes of a sort key value: 0 for null; otherwise 1, followed by a fixed number of
  /// big-endian bytes, or for text by its length and its UTF-8 bytes. Nothing is rounded: times are
  /// in microseconds, as in PostgreSQL, and decimals are text.
  static final class SortKeyBytes {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private SortKeyBytes() {}

    /// @param value of the Java class of `scalar` (a decimal may also be its text), or null
    static void write(ByteArrayOutputStream out, ScalarType scalar, @Nullable Object value) {
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
              case BIGINT, INTEGER_ID -> ofLong((Long) value);
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

    /// A text after its length.
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

    /// @return a value of the Java class of `scalar`, or null
    /// @throws java.nio.BufferUnderflowException if there are too few bytes
    static @Nullable Object read(ByteBuffer in, ScalarType scalar) {
      if (in.get() == 0) {
        return null;
      }
      return switch (scalar) {
        case STRING, TEXT, EMAIL, URL, ENUM -> text(in);
        case DECIMAL -> new BigDecimal(text(in));
        case INTEGER -> in.getInt();
        case DATE -> LocalDate.ofEpochDay(in.getInt());
        case BIGINT, INTEGER_ID -> in.getLong();
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
}
