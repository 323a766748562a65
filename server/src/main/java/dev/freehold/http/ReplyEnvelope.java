package dev.freehold.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The response format: `{"success": true, "data": …}` or `{"success": false, "error": {…}}`.
public final class ReplyEnvelope {
  public static final String JSON_TYPE = "application/json";

  /// Writes characters above U+FFFF as UTF-8 instead of two escapes, which are three times as long.
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

  /// What [#openData] writes.
  private static final String OPENING = "{\"success\":true,\"data\":";

  private ReplyEnvelope() {}

  /// Writes exactly one JSON value.
  @FunctionalInterface
  public interface DataContent {
    void write(JsonGenerator out) throws IOException;
  }

  /// `{"success": true, "data": <content>}`.
  ///
  /// @throws UncheckedIOException if the content does not write one JSON value, a bug of the caller
  public static Reply data(int status, DataContent content) {
    return new Reply(
        status,
        List.of(),
        JSON_TYPE,
        json(
            out -> {
              openData(out);
              content.write(out);
              out.writeEndObject();
            }));
  }

  /// JSON in the format of another protocol, without the envelope.
  public static Reply bare(int status, DataContent content) {
    return new Reply(status, List.of(), JSON_TYPE, json(content));
  }

  /// The JSON text of `data` in a response that this class wrote.
  public static String dataOf(Buffer body) {
    String text = body.toString(StandardCharsets.UTF_8);
    if (!text.startsWith(OPENING) || !text.endsWith("}")) {
      throw new IllegalArgumentException("Not a response with data");
    }
    return text.substring(OPENING.length(), text.length() - 1);
  }

  /// Writes `{"success": true, "data":`.
  private static void openData(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeFieldName(SUCCESS);
    out.writeBoolean(true);
    out.writeFieldName(DATA);
  }

  /// The error response to a problem, with its headers: `Allow`, `Retry-After`, `WWW-Authenticate`
  /// (RFC 6750 section 3).
  ///
  /// @param unsafe whether the method is unsafe, so that the response has an `outcome`
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
                    switch (problem.outcome()) {
                      case NONE -> "none";
                      case UNKNOWN -> "unknown";
                    });
              }
              out.writeEndObject();
            });
    return new Reply(problem.status(), ProblemHeaders.of(problem), JSON_TYPE, body);
  }

  /// Writes the object `error` of a response to a problem.
  public static void error(JsonGenerator out, Problem problem, String requestId)
      throws IOException {
    out.writeStartObject();
    out.writeFieldName(CODE);
    out.writeString(problem.code());
    out.writeFieldName(MESSAGE);
    out.writeString(wellFormed(problem.message()));
    out.writeFieldName(DETAILS);
    out.writeStartArray();
    for (Violation violation : details(problem)) {
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

  private static List<Violation> details(Problem problem) {
    return switch (problem) {
      case Problem.Invalid p -> p.violations();
      case Problem.Conflict p -> p.violations();
      case Problem.MalformedJson _,
          Problem.BadRequest _,
          Problem.Unauthorized _,
          Problem.InvalidToken _,
          Problem.TokenExpired _,
          Problem.InvalidCredentials _,
          Problem.PasskeyRefused _,
          Problem.Forbidden _,
          Problem.EmailNotVerified _,
          Problem.SecondFactorRequired _,
          Problem.StepUpRequired _,
          Problem.NotFound _,
          Problem.MethodNotAllowed _,
          Problem.PreconditionFailed _,
          Problem.IdempotencyMismatch _,
          Problem.AlreadyProcessed _,
          Problem.RequestTimeout _,
          Problem.PayloadTooLarge _,
          Problem.UriTooLong _,
          Problem.HeadersTooLarge _,
          Problem.UnsupportedMediaType _,
          Problem.RateLimited _,
          Problem.Internal _,
          Problem.Unavailable _ ->
          List.of();
    };
  }

  /// Replaces unpaired surrogates by U+FFFD. A name in a request may contain one (`"\ud800"` is
  /// legal
  /// JSON), but UTF-8 cannot encode it.
  public static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return replaceSurrogates(text);
      }
    }
    return text;
  }

  private static String replaceSurrogates(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static Buffer json(DataContent content) {
    BodyOutputStream body = new BodyOutputStream();
    try (JsonGenerator out = JSON.createGenerator(body)) {
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.buffer();
  }

  /// Collects the body. The generator writes its recycled buffer when it is full or closed, so that
  /// a
  /// typical body is copied once, to an array of its exact size.
  private static final class BodyOutputStream extends OutputStream {
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

  /// Writes a reply whose data arrives in parts. A writer that is not closed leaks nothing.
  public static final class EnvelopeWriter {
    private static final int FIRST_BLOCK_BYTES = 8_000;

    private final ByteArrayBuilder body = new ByteArrayBuilder(FIRST_BLOCK_BYTES);
    private final JsonGenerator generator;

    private EnvelopeWriter() throws IOException {
      generator = ReplyEnvelope.JSON.createGenerator(body);
      openData(generator);
    }

    /// Starts a reply and writes `{"success": true, "data":`.
    public static EnvelopeWriter open() {
      try {
        return new EnvelopeWriter();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// The generator that must write exactly one JSON value, the data.
    public JsonGenerator generator() {
      return generator;
    }

    /// The bytes written so far, without the few thousand that the generator may still buffer.
    public int size() {
      return body.size();
    }

    public Reply toReply(int status) {
      try {
        generator.writeEndObject();
        generator.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Reply(
          status, List.of(), ReplyEnvelope.JSON_TYPE, Buffer.buffer(body.toByteArray()));
    }
  }
}
