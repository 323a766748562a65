package dev.freehold.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.freehold.http.ReplyEnvelope.DataContent;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;

/// JSON values, each on a line of its own.
public final class JsonLines {
  /// Its customary name; none is registered.
  public static final String TYPE = "application/x-ndjson";

  private final ByteArrayBuilder bytes = new ByteArrayBuilder();
  private final JsonGenerator out;

  public JsonLines() {
    try {
      out = ReplyEnvelope.JSON.createGenerator(bytes);
      out.setRootValueSeparator(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param content writes one value
  public void add(DataContent content) {
    try {
      content.write(out);
      out.writeRaw('\n');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// In bytes.
  public int size() {
    return bytes.size();
  }

  public Buffer toBuffer() {
    return Buffer.buffer(bytes.toByteArray());
  }
}
