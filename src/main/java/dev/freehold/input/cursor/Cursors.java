package dev.freehold.input.cursor;

import dev.freehold.plan.Column;
import dev.freehold.plan.Table;
import dev.freehold.query.ListQuery;
import dev.freehold.query.SortKeys;
import dev.freehold.token.Base64Url;
import dev.freehold.token.HmacSha256;
import dev.freehold.type.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes and reads cursors: base64url of a version, the sort keys of the last row of a page as typed values, and 16 bytes of
/// an HMAC-SHA-256 (RFC 2104 section 5 on shortening it). The MAC covers the list that was asked for and the person too, so
/// that a cursor is worth nothing for another list, filter, order or person. Under a key of its own.
///
/// It is not encrypted: whoever holds it was shown the row that it names.
public final class Cursors {
  /// What the keys of one row may take, texts at their longest. A cursor must leave room in an address of 8 KiB.
  public static final int MAX_KEY_BYTES = SortKeys.MAX_BYTES;

  private static final int MAX_TEXT = 4_096;
  private static final byte VERSION = 1;
  private static final int TAG = 16;

  private final HmacSha256 mac;

  /// @param secret of the server, `JWT_SECRET`
  public Cursors(Secret secret) {
    mac = HmacSha256.derived(secret, "freehold cursor 1");
  }

  /// The cursor of the page behind a row.
  ///
  /// @param user who asks; null for somebody who is not signed in
  /// @param keys of the row, one for each of the query's order, of the Java class of its column (a decimal also as its text)
  ///   or null
  public String next(ListQuery query, @Nullable UUID user, @Nullable Object[] keys) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.write(VERSION);
    Table table = query.selection().view().plan().table();
    for (int i = 0; i < query.order().size(); i++) {
      Column column = table.column(query.order().get(i).column());
      KeyBytes.write(out, column.type().scalar(), keys[i]);
    }
    byte[] payload = out.toByteArray();
    KeyBytes.writeBytes(out, tag(query.canonical(), user, payload));
    return Base64Url.encode(out.toByteArray());
  }

  /// The values that a cursor holds; empty where it is not one that was given to this person for this list.
  ///
  /// @param canonical of the query that it came with
  /// @param order the columns of that query's order
  public Optional<List<@Nullable Object>> read(
      String cursor, String canonical, List<Column> order, @Nullable UUID user) {
    if (cursor.length() > MAX_TEXT) {
      return Optional.empty();
    }
    byte[] bytes = Base64Url.decode(cursor).orElse(new byte[0]);
    if (bytes.length <= TAG || bytes[0] != VERSION) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOf(bytes, bytes.length - TAG);
    byte[] tag = Arrays.copyOfRange(bytes, payload.length, bytes.length);
    if (!MessageDigest.isEqual(tag, tag(canonical, user, payload))) {
      return Optional.empty();
    }
    // Whoever made this made it of these columns: the canonical text names them with their types.
    ByteBuffer in = ByteBuffer.wrap(payload, 1, payload.length - 1);
    List<@Nullable Object> values = new ArrayList<>(order.size());
    for (Column column : order) {
      values.add(KeyBytes.read(in, column.type().scalar()));
    }
    return Optional.of(Collections.unmodifiableList(values));
  }

  /// Each part has a length that is known or stands before it, so that no two requests share a message.
  private byte[] tag(String canonical, @Nullable UUID user, byte[] payload) {
    byte[] list = canonical.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(1 + 16 + 4 + list.length + payload.length);
    message.put((byte) (user == null ? 0 : 1));
    message.put(user == null ? new byte[16] : KeyBytes.uuid(user));
    message.putInt(list.length).put(list).put(payload);
    return Arrays.copyOf(mac.of(message.array()), TAG);
  }
}
