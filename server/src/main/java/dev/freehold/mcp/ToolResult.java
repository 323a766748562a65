package dev.freehold.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Outcome;
import dev.freehold.type.BoundedJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/// The result of a call: JSON for programs, and the same as text for models.
///
/// @param json an object
record ToolResult(String text, String json, boolean isError) {

  static ToolResult success(String json) {
    return new ToolResult(json, json, false);
  }

  /// A problem as text, with its code and the message of each fault.
  static ToolResult failure(Problem problem, String requestId) {
    StringBuilder text = new StringBuilder(problem.code()).append(": ").append(problem.message());
    List<String> messages = messages(problem);
    if (messages.size() > 1) {
      messages.forEach(message -> text.append("\n- ").append(message));
    }
    if (problem.outcome() == Outcome.UNKNOWN) {
      text.append(
          " It is not known whether the change was made; read the row before trying again.");
    }
    return new ToolResult(text.toString(), json(problem, requestId), true);
  }

  private static List<String> messages(Problem problem) {
    return switch (problem) {
      case Problem.Invalid invalid ->
          invalid.violations().stream().map(Problem.Violation::message).toList();
      case Problem.Conflict conflict ->
          conflict.violations().stream().map(Problem.Violation::message).toList();
      default -> List.of();
    };
  }

  private static String json(Problem problem, String requestId) {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(json)) {
      out.writeStartObject();
      out.writeFieldName("error");
      ReplyEnvelope.error(out, problem, requestId);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return json.toString();
  }

  /// Writes the members of a `CallToolResult`.
  void write(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("content");
    out.writeStartObject();
    out.writeStringField("type", "text");
    out.writeStringField("text", ReplyEnvelope.wellFormed(text));
    out.writeEndObject();
    out.writeEndArray();
    out.writeFieldName("structuredContent");
    out.writeRawValue(json);
    out.writeBooleanField("isError", isError);
  }
}
