package dev.freehold.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemTable;
import dev.freehold.problem.Violation;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/// The one answer format: `{"success": true, "data": …}` or `{"success": false, "error": {…}}`.
public final class Replies {
  public static final String JSON_TYPE = "application/json";

  /// Writes characters past U+FFFF as UTF-8, not as two escapes three times as long.
  static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private static final SerializedString SUCCESS = new SerializedString("success");
  private static final SerializedString DATA = new SerializedString("data");
  private static final SerializedString ERROR = new SerializedString("error");
  private static final SerializedString CODE = new SerializedString("code");
  private static final SerializedString MESSAGE = new SerializedString("message");
  private static final SerializedString DETAILS = new SerializedString("details");
  private static final SerializedString FIELD = new SerializedString("field");
  private static final SerializedString REQUEST_ID = new SerializedString("requestId");
  private static final SerializedString OUTCOME = new SerializedString("outcome");

  private Replies() {}

  /// Writes exactly one JSON value.
  @FunctionalInterface
  public interface Content {
    void write(JsonGenerator out) throws IOException;
  }

  /// `{"success": true, "data": <content>}`.
  ///
  /// @throws UncheckedIOException where the content does not write one JSON value: a defect of the
  ///   caller
  public static Reply data(int status, Content content) {
    return new Reply(
        status,
        List.of(),
        JSON_TYPE,
        json(
            out -> {
              out.writeStartObject();
              out.writeFieldName(SUCCESS);
              out.writeBoolean(true);
              out.writeFieldName(DATA);
              content.write(out);
              out.writeEndObject();
            }));
  }

  /// The problem as the client reads it, with the headers that it calls for: `Allow`,
  /// `Retry-After`, `WWW-Authenticate` (RFC 6750 section 3).
  ///
  /// @param unsafe whether the request asked for a change, so that its outcome must be told
  public static Reply problem(Problem problem, String requestId, boolean unsafe) {
    Buffer body =
        json(
            out -> {
              out.writeStartObject();
              out.writeFieldName(SUCCESS);
              out.writeBoolean(false);
              out.writeFieldName(ERROR);
              error(out, problem, requestId);
              if (unsafe) {
                out.writeFieldName(OUTCOME);
                out.writeString(
                    switch (ProblemTable.outcome(problem)) {
                      case NONE -> "none";
                      case UNKNOWN -> "unknown";
                    });
              }
              out.writeEndObject();
            });
    return new Reply(ProblemTable.status(problem), ProblemHeaders.of(problem), JSON_TYPE, body);
  }

  private static void error(JsonGenerator out, Problem problem, String requestId)
      throws IOException {
    out.writeStartObject();
    out.writeFieldName(CODE);
    out.writeString(ProblemTable.code(problem));
    out.writeFieldName(MESSAGE);
    out.writeString(wellFormed(ProblemTable.message(problem)));
    out.writeFieldName(DETAILS);
    out.writeStartArray();
    for (Violation violation : ProblemHeaders.details(problem)) {
      out.writeStartObject();
      out.writeFieldName(FIELD);
      out.writeString(wellFormed(violation.field()));
      out.writeFieldName(CODE);
      out.writeString(violation.code());
      out.writeFieldName(MESSAGE);
      out.writeString(wellFormed(violation.message()));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeFieldName(REQUEST_ID);
    out.writeString(requestId);
    out.writeEndObject();
  }

  /// A name that a client sent may hold half a surrogate pair (`"\ud800"` is legal JSON), which
  /// UTF-8 cannot carry.
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return replaceHalves(text);
      }
    }
    return text;
  }

  private static String replaceHalves(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static Buffer json(Content content) {
    Body body = new Body();
    try (JsonGenerator out = JSON.createGenerator(body)) {
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.buffer();
  }

  /// The generator hands over its own recycled buffer when full or done, so a usual answer is
  /// copied once, to exactly its size, and the array becomes the body.
  private static final class Body extends OutputStream {
    private byte[] bytes = new byte[0];
    private int length;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int count) {
      if (bytes.length - length < count) {
        bytes =
            Arrays.copyOf(bytes, length == 0 ? count : Math.max(length + count, 2 * bytes.length));
      }
      System.arraycopy(from, offset, bytes, length, count);
      length += count;
    }

    Buffer buffer() {
      return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
    }
  }
}
