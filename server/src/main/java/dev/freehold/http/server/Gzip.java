package dev.freehold.http.server;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses responses (RFC 1952). One instance per event loop reuses the memory of the
/// compressor. The fastest level is used because the event loop waits.
final class Gzip {
  /// Smaller bodies fit into one packet.
  public static final int MIN_BYTES = 1024;

  private static final int HEADER = 10;
  private static final int TRAILER = 8;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 crc = new CRC32();

  public static boolean isCompressible(@Nullable String type) {
    return type != null
        && (type.startsWith("application/json")
            || type.startsWith("text/")
            || type.startsWith("image/svg+xml"));
  }

  /// Whether `Accept-Encoding` names gzip with a weight above zero (RFC 9110 section 12.5.3).
  public static boolean isAccepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    int from = 0;
    while (from < acceptEncoding.length()) {
      int comma = acceptEncoding.indexOf(',', from);
      int to = comma < 0 ? acceptEncoding.length() : comma;
      int semicolon = acceptEncoding.indexOf(';', from);
      int end = semicolon < 0 || semicolon > to ? to : semicolon;
      String coding = acceptEncoding.substring(from, end).strip();
      if (coding.equalsIgnoreCase("gzip")) {
        return end == to || !isZero(acceptEncoding.substring(end + 1, to));
      }
      from = to + 1;
    }
    return false;
  }

  private static boolean isZero(String weight) {
    String text = weight.strip();
    if (!text.startsWith("q=0") && !text.startsWith("Q=0")) {
      return false;
    }
    for (int i = 3; i < text.length(); i++) {
      if (text.charAt(i) >= '1' && text.charAt(i) <= '9') {
        return false;
      }
    }
    return true;
  }

  public Buffer compress(Buffer body) {
    byte[] plain = body.getBytes();
    deflater.reset();
    deflater.setInput(plain);
    deflater.finish();
    byte[] out = new byte[HEADER + plain.length / 2 + TRAILER];
    out[0] = 0x1f;
    out[1] = (byte) 0x8b;
    out[2] = Deflater.DEFLATED;
    out[9] = (byte) 0xff;
    int length = HEADER;
    while (!deflater.finished()) {
      if (length >= out.length - TRAILER) {
        out = Arrays.copyOf(out, 2 * out.length);
      }
      length += deflater.deflate(out, length, out.length - TRAILER - length);
    }
    crc.reset();
    crc.update(plain);
    length = little(out, length, (int) crc.getValue());
    length = little(out, length, plain.length);
    return BufferInternal.buffer(Unpooled.wrappedBuffer(out, 0, length));
  }

  /// Frees the native memory of the compressor.
  public void end() {
    deflater.end();
  }

  private static int little(byte[] out, int at, int value) {
    for (int i = 0; i < 4; i++) {
      out[at + i] = (byte) (value >>> (8 * i));
    }
    return at + 4;
  }
}
