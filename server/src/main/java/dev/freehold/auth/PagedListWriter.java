package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.input.PageQuery;
import java.io.IOException;
import java.util.List;

/// Writes a page of what an account has: `{NAME: [...], pagination: {page, limit, total, totalPages}}`.
final class PagedListWriter {
  private PagedListWriter() {}

  /// Writes one element as an object.
  @FunctionalInterface
  interface ElementWriter<T> {
    void write(JsonGenerator out, T element) throws IOException;
  }

  /// @param name of the list
  /// @param total of all pages
  static <T> Reply reply(
      String name, List<T> elements, PageQuery page, long total, ElementWriter<T> writer) {
    return ReplyEnvelope.data(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart(name);
          for (T element : elements) {
            writer.write(out, element);
          }
          out.writeEndArray();
          out.writeObjectFieldStart("pagination");
          out.writeNumberField("page", page.page());
          out.writeNumberField("limit", page.limit());
          out.writeNumberField("total", total);
          out.writeNumberField("totalPages", (total + page.limit() - 1) / page.limit());
          out.writeEndObject();
          out.writeEndObject();
        });
  }
}
