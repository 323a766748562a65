package dev.freehold.api;

import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// The reply with the one row of a statement. The row is written while the database client decodes
/// it and is not kept.
final class SingleRowReply {
  private static final Future<Reply> UNMET =
      Future.failedFuture(new Problem.PreconditionFailed().toException());

  private final Supplier<Problem> absent;
  private boolean there;
  private @Nullable Reply reply;

  private SingleRowReply(Supplier<Problem> absent) {
    this.absent = absent;
  }

  /// Collects the reply for the row, or `NOT_FOUND` without a row.
  ///
  /// @param making returns null if the precondition failed: `PRECONDITION_FAILED`
  public static Collector<Row, ?, Future<Reply>> reply(Function<Row, @Nullable Reply> making) {
    return reply(making, Problem.NotFound::new);
  }

  /// Same as [#reply(Function)], with another problem if there is no row.
  public static Collector<Row, ?, Future<Reply>> reply(
      Function<Row, @Nullable Reply> making, Supplier<Problem> absent) {
    return Collector.<Row, SingleRowReply, Future<Reply>>of(
        () -> new SingleRowReply(absent),
        (one, row) -> {
          one.there = true;
          one.reply = making.apply(row);
        },
        (_, _) -> {
          throw new IllegalStateException("rows of one statement do not come in parts");
        },
        SingleRowReply::result);
  }

  private Future<Reply> result() {
    Reply made = reply;
    return made != null
        ? Future.succeededFuture(made)
        : there ? UNMET : Future.failedFuture(absent.get().toException());
  }

  /// A reply with the row as `data`.
  public static Reply withRow(int status, JsonRowWriter writer, Row row, Reply.Header... headers) {
    Reply reply = ReplyEnvelope.data(status, out -> writer.write(out, row));
    return new Reply(status, List.of(headers), reply.contentType(), reply.body());
  }
}
