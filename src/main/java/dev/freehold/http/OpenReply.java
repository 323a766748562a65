package dev.freehold.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// A reply in the one format whose data is written bit by bit, for content that arrives so. One that is never closed
/// leaks nothing.
public final class OpenReply {
  private static final SerializedString SUCCESS = new SerializedString("success");
  private static final SerializedString DATA = new SerializedString("data");
  private static final int FIRST_BLOCK_BYTES = 8_000;

  private final ByteArrayBuilder body = new ByteArrayBuilder(FIRST_BLOCK_BYTES);
  private final JsonGenerator out;

  private OpenReply() throws IOException {
    out = Replies.JSON.createGenerator(body);
    out.writeStartObject();
    out.writeFieldName(SUCCESS);
    out.writeBoolean(true);
    out.writeFieldName(DATA);
  }

  /// `{"success": true, "data": …` up to the data.
  public static OpenReply data() {
    try {
      return new OpenReply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where exactly one JSON value, the data, is to be written.
  public JsonGenerator out() {
    return out;
  }

  /// Bytes so far, give or take what the generator has not handed over yet: a few thousand.
  public int size() {
    return body.size();
  }

  public Reply close(int status) {
    try {
      out.writeEndObject();
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Reply(status, List.of(), Replies.JSON_TYPE, Buffer.buffer(body.toByteArray()));
  }
}
