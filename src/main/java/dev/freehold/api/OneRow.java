package dev.freehold.api;

import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// The one row that a statement answers, as a reply with its `ETag`. It is written while the database client decodes it;
/// nothing of it is kept. Empty where no row came.
final class OneRow {
  private final RowWriter writer;
  private final int id;
  private final int version;
  private final String address;

  /// @param base what every route begins with, `/api/v1`
  OneRow(ResourcePlan plan, String base) {
    writer = new RowWriter(plan, 0);
    id = plan.read().indexOf(plan.table().column(Column.Role.ID));
    version = plan.read().size();
    address = base + "/" + plan.name() + "/";
  }

  /// 200 with the row.
  Collector<Row, ?, Optional<Reply>> found() {
    return Collector.<Row, Holder, Optional<Reply>>of(
        Holder::new, (holder, row) -> holder.reply = found(row), Holder::later, Holder::reply);
  }

  /// 201 with the row and its `Location`.
  Collector<Row, ?, Optional<Reply>> created() {
    return Collector.<Row, Holder, Optional<Reply>>of(
        Holder::new, (holder, row) -> holder.reply = created(row), Holder::later, Holder::reply);
  }

  /// @throws dev.freehold.problem.ProblemException of [Problem.NotFound]
  static Reply orNotFound(Optional<Reply> reply) {
    return reply.orElseThrow(() -> new Problem.NotFound().failure());
  }

  private Reply found(Row row) {
    Reply reply = Replies.data(200, out -> writer.write(out, row));
    return new Reply(200, List.of(etag(row)), reply.contentType(), reply.body());
  }

  private Reply created(Row row) {
    Reply reply = Replies.data(201, out -> writer.write(out, row));
    Reply.Header location = new Reply.Header("Location", address + row.getValue(id));
    return new Reply(201, List.of(location, etag(row)), reply.contentType(), reply.body());
  }

  /// RFC 9110 section 8.8.3. Strong: whatever an answer shows changes with the version.
  private Reply.Header etag(Row row) {
    return new Reply.Header("ETag", "\"" + row.getLong(version) + "\"");
  }

  private static final class Holder {
    private @Nullable Reply reply;

    Optional<Reply> reply() {
      return Optional.ofNullable(reply);
    }

    /// The later of two parts, which do not occur: rows of one statement arrive in order, on one thread.
    static Holder later(Holder one, Holder other) {
      return other.reply == null ? one : other;
    }
  }
}
