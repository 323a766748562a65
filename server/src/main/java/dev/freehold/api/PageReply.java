package dev.freehold.api;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope.EnvelopeWriter;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.ListQuery;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// The reply with a page of rows. Writes each row as it arrives. Used for one request.
final class PageReply {
  /// The size limit of a page, which is built in memory. The first row may be larger.
  private static final int MAX_BYTES = 4 << 20;

  /// The total if the caller may not read the parent.
  private static final long NO_PARENT = -1;

  private final PageContext shape;
  private @Nullable EnvelopeWriter reply;
  private @Nullable Long total;
  private int written;
  private boolean more;
  private boolean tooLarge;
  private @Nullable Object @Nullable [] last;

  /// @param key of the rows
  /// @param writer reads from behind the total; the values of the order follow, the id last, which
  ///     is null on a page without rows
  /// @param cursor what comes behind the row with these values
  record PageContext(
      SerializedString key,
      JsonRowWriter writer,
      ListQuery query,
      LinkHeader links,
      Function<@Nullable Object[], String> cursor) {}

  private PageReply(PageContext shape) {
    this.shape = shape;
  }

  /// 200 with the rows of a [dev.freehold.sql.ListSql], and the pagination; or the problem in place
  /// of them.
  static Collector<Row, ?, Future<Reply>> of(PageContext shape) {
    return Collector.<Row, PageReply, Future<Reply>>of(
        () -> new PageReply(shape),
        PageReply::add,
        (_, _) -> {
          throw new IllegalStateException("rows of one statement do not come in parts");
        },
        PageReply::result);
  }

  /// Opened by the first row: the database client creates a second, unused page for every
  /// statement.
  private EnvelopeWriter open() throws IOException {
    if (reply == null) {
      reply = EnvelopeWriter.open();
      reply.generator().writeStartObject();
      reply.generator().writeFieldName(shape.key());
      reply.generator().writeStartArray();
    }
    return reply;
  }

  private void add(Row row) {
    total = row.getLong(0);
    int keys = shape.writer().endIndex();
    int id = keys + shape.query().order().size() - 1;
    if (row.getValue(id) == null) {
      return;
    }
    if (written == shape.query().limit()) {
      more = true;
      return;
    }
    try {
      EnvelopeWriter open = open();
      tooLarge |= open.size() > MAX_BYTES;
      if (!tooLarge) {
        shape.writer().write(open.generator(), row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (++written == shape.query().limit()) {
      @Nullable Object[] values = new @Nullable Object[id - keys + 1];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.getValue(keys + i);
      }
      last = values;
    }
  }

  private Future<Reply> result() {
    Long counted = total;
    if (counted != null && counted == NO_PARENT) {
      return Future.failedFuture(new Problem.NotFound().toException());
    }
    if (tooLarge) {
      return Future.failedFuture(
          Problem.Invalid.of(
                  "limit",
                  ViolationCode.TOO_LARGE,
                  "The rows of this page have more than 4 MiB together; ask for fewer.")
              .toException());
    }
    String next = more && last != null ? shape.cursor().apply(last) : null;
    Pagination pagination = Pagination.of(shape.query(), counted, next);
    String links = shape.links().header(pagination);
    try {
      EnvelopeWriter open = open();
      open.generator().writeEndArray();
      pagination.write(open.generator());
      open.generator().writeEndObject();
      Reply whole = open.toReply(200);
      return Future.succeededFuture(links == null ? whole : whole.withHeader("Link", links));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
