package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.http.OpenReply;
import dev.freehold.http.Reply;
import dev.freehold.input.ListQuery;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// A page of rows on its way out: each is written as it arrives. Confined to one request.
final class Page {
  private static final SerializedString PAGINATION = new SerializedString("pagination");
  private static final SerializedString PAGE = new SerializedString("page");
  private static final SerializedString LIMIT = new SerializedString("limit");
  private static final SerializedString TOTAL = new SerializedString("total");
  private static final SerializedString TOTAL_PAGES = new SerializedString("totalPages");

  /// A page is made whole in memory. The first row may be of any size: it is what one row may have.
  private static final int MAX_BYTES = 4 << 20;

  private final Shape shape;
  private @Nullable OpenReply reply;
  private long total;
  private boolean tooLarge;

  /// What does not change from request to request.
  ///
  /// @param key of the rows
  /// @param writer reads from behind the total
  /// @param id the place of the id in a row; null there on a page without rows
  record Shape(SerializedString key, RowWriter writer, int id) {}

  private Page(Shape shape) {
    this.shape = shape;
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

  /// 200 with the rows of a [dev.freehold.sql.ListSql], and the pagination that answers `query`; empty where
  /// they are too large together.
  static Collector<Row, ?, Optional<Reply>> of(Shape shape, ListQuery query) {
    return Collector.<Row, Page, Optional<Reply>>of(
        () -> new Page(shape),
        Page::add,
        (_, _) -> {
          throw new IllegalStateException("rows of one statement do not come in parts");
        },
        page -> page.tooLarge ? Optional.empty() : Optional.of(page.close(query)));
  }

  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` for `limit`
  static Reply orTooLarge(Optional<Reply> reply) {
    return reply.orElseThrow(
        () ->
            Problem.Invalid.of(
                    "limit",
                    ViolationCode.TOO_LARGE,
                    "The rows of this page have more than 4 MiB together; ask for fewer.")
                .failure());
  }

  private void add(Row row) {
    total = row.getLong(0);
    try {
      OpenReply open = open();
      tooLarge |= open.size() > MAX_BYTES;
      if (!tooLarge && row.getValue(shape.id()) != null) {
        shape.writer().write(open.out(), row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply close(ListQuery query) {
    try {
      OpenReply open = open();
      JsonGenerator out = open.out();
      out.writeEndArray();
      out.writeFieldName(PAGINATION);
      out.writeStartObject();
      out.writeFieldName(PAGE);
      out.writeNumber(query.page());
      out.writeFieldName(LIMIT);
      out.writeNumber(query.limit());
      out.writeFieldName(TOTAL);
      out.writeNumber(total);
      out.writeFieldName(TOTAL_PAGES);
      out.writeNumber(Math.ceilDiv(total, query.limit()));
      out.writeEndObject();
      out.writeEndObject();
      return open.close(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
