package dev.freehold.http.load;

import io.vertx.core.buffer.Buffer;

/// A body as it comes in: counted, and kept where somebody will read it.
public final class IncomingBody {
  public static final IncomingBody NONE = new IncomingBody(0, false);

  private final int limit;
  private final boolean keep;
  private Buffer bytes = Buffer.buffer(0);
  private long received;

  /// @param limit in bytes
  public IncomingBody(int limit, boolean keep) {
    this.limit = limit;
    this.keep = keep;
  }

  public int limit() {
    return limit;
  }

  public boolean isKept() {
    return keep;
  }

  /// Digits only: the decoder has seen to it. More than ten of them are too many without a sum.
  public boolean isOver(String length) {
    return length.length() > 10 || Long.parseLong(length) > limit;
  }

  /// Whether all that came, with `more` bytes, is still within the limit.
  public boolean receives(int more) {
    received += more;
    return received <= limit;
  }

  public void append(Buffer part) {
    if (bytes.length() == 0) {
      bytes = part;
    } else {
      bytes.appendBuffer(part);
    }
  }

  public Buffer bytes() {
    return bytes;
  }
}
