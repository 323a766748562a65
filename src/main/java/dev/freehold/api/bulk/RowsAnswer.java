package dev.freehold.api.bulk;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.RowWriter;
import dev.freehold.http.OpenReply;
import dev.freehold.http.Reply;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collector;

/// The rows of several statements of one transaction, which arrive in the order in which the statements were sent, as one
/// answer: `data.tasks[]`. Confined to one attempt at one request.
final class RowsAnswer {
  private static final int MAX_BYTES = 4 << 20;

  private final RowWriter writer;
  private final OpenReply reply = OpenReply.data();
  private boolean tooLarge;

  RowsAnswer(SerializedString key, RowWriter writer) {
    this.writer = writer;
    try {
      reply.out().writeStartObject();
      reply.out().writeFieldName(key);
      reply.out().writeStartArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes the row of one statement. The result is whether there was one.
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
        writer.write(reply.out(), row);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// @throws ProblemException where the rows are too large together; nothing may stay of them then
  Reply close(int status) {
    if (tooLarge) {
      throw Problem.Invalid.of(
              "",
              ViolationCode.TOO_LARGE,
              "The rows have more than 4 MiB together; send fewer, or 'Prefer: return=minimal'.")
          .failure();
    }
    try {
      reply.out().writeEndArray();
      reply.out().writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reply.close(status);
  }
}
