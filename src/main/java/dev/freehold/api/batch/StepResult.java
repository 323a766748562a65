package dev.freehold.api.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.http.Reply;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a step was answered, and the fields of it that later ones may name. Confined to one batch.
final class StepResult {
  /// How every answer with data begins; it ends with one brace more.
  private static final byte[] BEFORE =
      "{\"success\":true,\"data\":".getBytes(StandardCharsets.US_ASCII);

  /// For what this server wrote itself, however deep it nests.
  private static final JsonFactory WRITTEN = new JsonFactory();

  private final Reply reply;
  private @Nullable Map<String, Value> fields;

  /// @param json as it stands in a body
  /// @param text as it stands in a path
  record Value(String json, String text) {}

  StepResult(Reply reply) {
    this.reply = reply;
  }

  /// A field of the result that is no array and no object.
  Optional<Value> field(String name) {
    if (fields == null) {
      fields = fields();
    }
    return Optional.ofNullable(fields.get(name));
  }

  /// `{status, headers?, data}`; the data are null where the answer has no body.
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
