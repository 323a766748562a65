package dev.freehold.api.page;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.RowWriter;
import dev.freehold.http.OpenReply;
import dev.freehold.http.Reply;
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

/// A page of rows on its way out: each is written as it arrives. Confined to one request.
final class Page {
  /// A page is made whole in memory. The first row may be of any size: it is what one row may have.
  private static final int MAX_BYTES = 4 << 20;

  /// In the place of the total: the parent is no row that the caller may read.
  private static final long NO_PARENT = -1;

  private final Shape shape;
  private @Nullable OpenReply reply;
  private @Nullable Long total;
  private int written;
  private boolean more;
  private boolean tooLarge;
  private @Nullable Object @Nullable [] last;

  /// @param key of the rows
  /// @param writer reads from behind the total; the values of the order follow, the id last, which is null on a page
  ///     without rows
  /// @param cursor what comes behind the row with these values
  record Shape(
      SerializedString key,
      RowWriter writer,
      ListQuery query,
      Links links,
      Function<@Nullable Object[], String> cursor) {}

  private Page(Shape shape) {
    this.shape = shape;
  }

  /// 200 with the rows of a [dev.freehold.sql.ListSql], and the pagination; or the problem in place of them.
  static Collector<Row, ?, Future<Reply>> of(Shape shape) {
    return Collector.<Row, Page, Future<Reply>>of(
        () -> new Page(shape),
        Page::add,
        (_, _) -> {
          throw new IllegalStateException("rows of one statement do not come in parts");
        },
        Page::result);
  }

  /// Opened by the first row and not before: the database client makes a second, unused page for every statement.
  private OpenReply open() throws IOException {
    if (reply == null) {
      reply = OpenReply.data();
      reply.out().writeStartObject();
      reply.out().writeFieldName(shape.key());
      reply.out().writeStartArray();
    }
    return reply;
  }

  private void add(Row row) {
    total = row.getLong(0);
    int keys = shape.writer().end();
    int id = keys + shape.query().order().size() - 1;
    if (row.getValue(id) == null) {
      return;
    }
    if (written == shape.query().limit()) {
      more = true;
      return;
    }
    try {
      OpenReply open = open();
      tooLarge |= open.size() > MAX_BYTES;
      if (!tooLarge) {
        shape.writer().write(open.out(), row);
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
      return Future.failedFuture(new Problem.NotFound().failure());
    }
    if (tooLarge) {
      return Future.failedFuture(
          Problem.Invalid.of(
                  "limit",
                  ViolationCode.TOO_LARGE,
                  "The rows of this page have more than 4 MiB together; ask for fewer.")
              .failure());
    }
    String next = more && last != null ? shape.cursor().apply(last) : null;
    Pagination pagination = Pagination.of(shape.query(), counted, next);
    String links = shape.links().header(pagination);
    try {
      OpenReply open = open();
      open.out().writeEndArray();
      pagination.write(open.out());
      open.out().writeEndObject();
      Reply whole = open.close(200);
      return Future.succeededFuture(links == null ? whole : whole.with("Link", links));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
