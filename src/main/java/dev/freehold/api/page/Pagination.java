package dev.freehold.api.page;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.Count;
import dev.freehold.query.ListQuery.Paging;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where a page stands among the others.
///
/// @param page from 1; 0 where a cursor says where it begins
/// @param total of rows; null where they were not counted
/// @param relation whether there are as many or more; null where they were counted to the end as a matter of course
/// @param nextCursor null on the last page
record Pagination(
    int page,
    int limit,
    @Nullable Long total,
    @Nullable String relation,
    @Nullable String nextCursor) {
  private static final SerializedString PAGINATION = new SerializedString("pagination");
  private static final SerializedString PAGE = new SerializedString("page");
  private static final SerializedString LIMIT = new SerializedString("limit");
  private static final SerializedString TOTAL = new SerializedString("total");
  private static final SerializedString TOTAL_RELATION = new SerializedString("totalRelation");
  private static final SerializedString TOTAL_PAGES = new SerializedString("totalPages");
  private static final SerializedString NEXT_CURSOR = new SerializedString("nextCursor");
  private static final String AT_LEAST = "gte";

  /// @param total as the statement counted
  static Pagination of(ListQuery query, @Nullable Long total, @Nullable String nextCursor) {
    int page =
        switch (query.paging()) {
          case Paging.ByPage(int number) -> number;
          case Paging.After _ -> 0;
        };
    if (total == null || query.count() != Count.ESTIMATED) {
      return new Pagination(page, query.limit(), total, null, nextCursor);
    }
    boolean capped = total >= ListQuery.COUNT_CAP;
    return new Pagination(
        page,
        query.limit(),
        Math.min(total, ListQuery.COUNT_CAP),
        capped ? AT_LEAST : "eq",
        nextCursor);
  }

  /// How many pages there are; 0 where that is not known.
  long pages() {
    return total == null || AT_LEAST.equals(relation) ? 0 : Math.ceilDiv(total, limit);
  }

  void write(JsonGenerator out) throws IOException {
    out.writeFieldName(PAGINATION);
    out.writeStartObject();
    if (page > 0) {
      out.writeFieldName(PAGE);
      out.writeNumber(page);
    }
    out.writeFieldName(LIMIT);
    out.writeNumber(limit);
    if (total != null) {
      out.writeFieldName(TOTAL);
      out.writeNumber(total);
      if (relation != null) {
        out.writeFieldName(TOTAL_RELATION);
        out.writeString(relation);
      }
      if (page > 0 && !AT_LEAST.equals(relation)) {
        out.writeFieldName(TOTAL_PAGES);
        out.writeNumber(pages());
      }
    }
    out.writeFieldName(NEXT_CURSOR);
    if (nextCursor == null) {
      out.writeNull();
    } else {
      out.writeString(nextCursor);
    }
    out.writeEndObject();
  }
}
