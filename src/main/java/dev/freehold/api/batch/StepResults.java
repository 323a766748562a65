package dev.freehold.api.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.http.Reply;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The results of a batch so far, and what references in later steps stand for. Confined to one attempt at one batch.
final class StepResults {
  /// All answers together, as much as a page.
  private static final int MAX_BYTES = 4 << 20;

  /// The bodies of all steps together, references filled in: a long value that is named often must not make a small batch a
  /// large one.
  private static final int MAX_FILLED = 2 << 20;

  private static final int MAX_PATH = 8 << 10;

  private final List<StepResult> results = new ArrayList<>();
  private int bytes;
  private int filled;

  /// @throws dev.freehold.problem.ProblemException where the answer grows too large
  boolean add(Reply reply) {
    Buffer body = reply.body();
    bytes += body == null ? 0 : body.length();
    if (bytes > MAX_BYTES) {
      throw Problem.Invalid.of(
              "",
              ViolationCode.TOO_LARGE,
              "The results have more than 4 MiB together; ask for less.")
          .failure();
    }
    return results.add(new StepResult(reply));
  }

  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` where there is no such value, or it is too long
  String path(Template path) {
    return path.filled(
            reference ->
                URLEncoder.encode(value(reference, "path").text(), StandardCharsets.UTF_8)
                    .replace("+", "%20"),
            MAX_PATH)
        .orElseThrow(() -> tooLong("path"));
  }

  /// @throws dev.freehold.problem.ProblemException the same
  Buffer body(Template body) {
    Buffer json =
        Buffer.buffer(
            body.filled(reference -> value(reference, "body").json(), MAX_FILLED - filled)
                .orElseThrow(() -> tooLong("body")));
    filled += json.length();
    return json;
  }

  private StepResult.Value value(Reference reference, String field) {
    return results
        .get(reference.step())
        .field(reference.field())
        .orElseThrow(
            () ->
                Problem.Invalid.of(
                        field,
                        ViolationCode.UNKNOWN_REFERENCE,
                        field + " names " + reference + ", which that result does not have.")
                    .failure());
  }

  private static RuntimeException tooLong(String field) {
    return Problem.Invalid.of(
            field, ViolationCode.TOO_LONG, field + " is too long with its references filled in.")
        .failure();
  }

  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("results");
    for (StepResult result : results) {
      result.write(out);
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
