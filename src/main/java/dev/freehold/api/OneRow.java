package dev.freehold.api;

import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// The one row that a statement answers, as a reply. It is written while the database client decodes it; nothing of it is
/// kept.
public final class OneRow {
  private static final Future<Reply> NOT_FOUND =
      Future.failedFuture(new Problem.NotFound().failure());
  private static final Future<Reply> UNMET =
      Future.failedFuture(new Problem.PreconditionFailed().failure());

  private boolean there;
  private @Nullable Reply reply;

  private OneRow() {}

  /// The reply that is made of the row; `NOT_FOUND` where none came.
  ///
  /// @param making null where the row says that the precondition failed: `PRECONDITION_FAILED`
  public static Collector<Row, ?, Future<Reply>> reply(Function<Row, @Nullable Reply> making) {
    return Collector.<Row, OneRow, Future<Reply>>of(
        OneRow::new,
        (one, row) -> {
          one.there = true;
          one.reply = making.apply(row);
        },
        (_, _) -> {
          throw new IllegalStateException("rows of one statement do not come in parts");
        },
        OneRow::result);
  }

  private Future<Reply> result() {
    Reply made = reply;
    return made != null ? Future.succeededFuture(made) : there ? UNMET : NOT_FOUND;
  }

  /// The row as `data`, with headers of its own.
  public static Reply shown(int status, RowWriter writer, Row row, Reply.Header... headers) {
    Reply reply = Replies.data(status, out -> writer.write(out, row));
    return new Reply(status, List.of(headers), reply.contentType(), reply.body());
  }

  /// RFC 9110 section 8.8.3. Strong: whatever an answer shows of a row changes with the version.
  public static Reply.Header etag(long version) {
    return new Reply.Header("ETag", "\"" + version + "\"");
  }
}
