package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ListQuery.Paging;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The `pagination` object of a list reply.
///
/// @param page from 1; 0 if a cursor was used
/// @param total the number of rows; null if they were not counted
/// @param relation whether `total` is exact or a lower bound; null if it is always exact
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

  /// @param total as counted by the statement
  static Pagination of(ListQuery query, @Nullable Long total, @Nullable String nextCursor) {
    int page =
        switch (query.paging()) {
          case Paging.PageNumber(int number) -> number;
          case Paging.AfterRow _ -> 0;
        };
    if (total == null || query.count() != CountMode.ESTIMATED) {
      return new Pagination(page, query.limit(), total, null, nextCursor);
    }
    boolean capped = total >= ResourcePlan.COUNT_CAP;
    return new Pagination(
        page,
        query.limit(),
        Math.min(total, ResourcePlan.COUNT_CAP),
        capped ? AT_LEAST : "eq",
        nextCursor);
  }

  /// The number of pages; 0 if unknown.
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
