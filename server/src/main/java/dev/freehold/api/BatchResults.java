package dev.freehold.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.api.BatchTemplate.StepReference;
import dev.freehold.http.Reply;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The results of the steps of a batch so far. Resolves the references of later steps. Used for one
/// attempt of one batch.
final class BatchResults {
  /// The size limit of all replies together: that of a page.
  private static final int MAX_BYTES = 4 << 20;

  /// The size limit of all step bodies together, after references are resolved: a long value that
  /// is referenced often must not turn a small batch into a large one.
  private static final int MAX_FILLED = 2 << 20;

  private static final int MAX_PATH = 8 << 10;

  private final List<BatchStepResult> results = new ArrayList<>();
  private int bytes;
  private int filled;

  /// @throws dev.freehold.problem.ProblemException if the reply is too large
  boolean add(Reply reply) {
    Buffer body = reply.body();
    bytes += body == null ? 0 : body.length();
    if (bytes > MAX_BYTES) {
      throw Problem.Invalid.of(
              "",
              ViolationCode.TOO_LARGE,
              "The results have more than 4 MiB together; ask for less.")
          .toException();
    }
    return results.add(new BatchStepResult(reply));
  }

  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` if the value does not exist
  ///     or is too long
  String resolvePath(BatchTemplate path) {
    return path.fill(
            reference ->
                URLEncoder.encode(value(reference, "path").text(), StandardCharsets.UTF_8)
                    .replace("+", "%20"),
            MAX_PATH)
        .orElseThrow(() -> tooLong("path"));
  }

  /// @throws dev.freehold.problem.ProblemException the same
  Buffer resolveBody(BatchTemplate body) {
    Buffer json =
        Buffer.buffer(
            body.fill(reference -> value(reference, "body").json(), MAX_FILLED - filled)
                .orElseThrow(() -> tooLong("body")));
    filled += json.length();
    return json;
  }

  /// @param field the place of the text, for the error
  /// @throws dev.freehold.problem.ProblemException the same
  String resolveText(BatchTemplate text, String field) {
    return text.fill(reference -> value(reference, field).text(), MAX_PATH)
        .orElseThrow(() -> tooLong(field));
  }

  private BatchStepResult.Value value(StepReference reference, String field) {
    return results
        .get(reference.step())
        .field(reference.field())
        .orElseThrow(
            () ->
                Problem.Invalid.of(
                        field,
                        ViolationCode.UNKNOWN_REFERENCE,
                        field + " names " + reference + ", which that result does not have.")
                    .toException());
  }

  private static RuntimeException tooLong(String field) {
    return Problem.Invalid.of(
            field, ViolationCode.TOO_LONG, field + " is too long with its references filled in.")
        .toException();
  }

  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("results");
    for (BatchStepResult result : results) {
      result.write(out);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /// The reply of a step, and its fields that later steps may reference. Used for one batch.
  static final class BatchStepResult {
    /// The start of every reply with data; its end is one more brace.
    private static final byte[] BEFORE =
        "{\"success\":true,\"data\":".getBytes(StandardCharsets.US_ASCII);

    /// Reads JSON that this server wrote, of any depth.
    private static final JsonFactory WRITTEN = new JsonFactory();

    private final Reply reply;
    private @Nullable Map<String, Value> fields;

    /// @param json as it stands in a body
    /// @param text as it stands in a path
    record Value(String json, String text) {}

    BatchStepResult(Reply reply) {
      this.reply = reply;
    }

    /// A field of the result that is no array and no object.
    Optional<Value> field(String name) {
      if (fields == null) {
        fields = fields();
      }
      return Optional.ofNullable(fields.get(name));
    }

    /// `{status, headers?, data}`; the data is null if the reply has no body.
    void write(JsonGenerator out) throws IOException {
      out.writeStartObject();
      out.writeNumberField("status", reply.status());
      if (!reply.headers().isEmpty()) {
        out.writeObjectFieldStart("headers");
        for (Reply.Header header : reply.headers()) {
          out.writeStringField(header.name(), header.value());
        }
        out.writeEndObject();
      }
      out.writeFieldName("data");
      out.writeRawValue(new String(data(), StandardCharsets.UTF_8));
      out.writeEndObject();
    }

    private byte[] data() {
      Buffer body = reply.body();
      if (body == null) {
        return new byte[] {'n', 'u', 'l', 'l'};
      }
      if (!body.slice(0, Math.min(BEFORE.length, body.length())).equals(Buffer.buffer(BEFORE))) {
        throw new IllegalStateException("An answer that does not begin as each does");
      }
      return body.getBytes(BEFORE.length, body.length() - 1);
    }

    private Map<String, Value> fields() {
      Map<String, Value> found = new HashMap<>();
      try (JsonParser in = WRITTEN.createParser(data())) {
        if (in.nextToken() == JsonToken.START_OBJECT) {
          while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken().isScalarValue()) {
              found.put(name, value(in));
            } else {
              in.skipChildren();
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return found;
    }

    private static Value value(JsonParser in) throws IOException {
      StringWriter json = new StringWriter();
      String text = in.getText();
      try (JsonGenerator out = WRITTEN.createGenerator(json)) {
        out.copyCurrentEventExact(in);
      }
      return new Value(json.toString(), text);
    }
  }
}
