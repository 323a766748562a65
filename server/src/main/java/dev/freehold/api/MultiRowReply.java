package dev.freehold.api;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope.EnvelopeWriter;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collector;

/// The reply with the rows of several statements of one transaction, in the order of the
/// statements: `data.tasks[]`. Used for one attempt of one request.
final class MultiRowReply {
  private static final int MAX_BYTES = 4 << 20;

  private final JsonRowWriter writer;
  private final EnvelopeWriter reply = EnvelopeWriter.open();
  private boolean tooLarge;

  MultiRowReply(SerializedString key, JsonRowWriter writer) {
    this.writer = writer;
    try {
      reply.generator().writeStartObject();
      reply.generator().writeFieldName(key);
      reply.generator().writeStartArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Collects the row of one statement. The result is whether it returned a row.
  Collector<Row, ?, Boolean> row() {
    return Collector.<Row, boolean[], Boolean>of(
        () -> new boolean[1],
        (seen, row) -> {
          seen[0] = true;
          add(row);
        },
        (_, _) -> {
          throw new IllegalStateException("rows of one statement do not come in parts");
        },
        seen -> seen[0]);
  }

  private void add(Row row) {
    tooLarge |= reply.size() > MAX_BYTES;
    if (!tooLarge) {
      try {
        writer.write(reply.generator(), row);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// @throws ProblemException if the rows together are too large; the caller must roll back
  Reply close(int status) {
    if (tooLarge) {
      throw Problem.Invalid.of(
              "",
              ViolationCode.TOO_LARGE,
              "The rows have more than 4 MiB together; send fewer, or 'Prefer: return=minimal'.")
          .toException();
    }
    try {
      reply.generator().writeEndArray();
      reply.generator().writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reply.toReply(status);
  }
}
