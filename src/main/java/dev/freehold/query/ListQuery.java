package dev.freehold.query;

import dev.freehold.plan.Relation;
import dev.freehold.plan.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a list was asked for.
///
/// @param order ends with the id, so that it is total
/// @param limit rows on a page
/// @param parent the row whose children are listed; null for a list of all
/// @param canonical filter, search and order as one text, the same for requests that mean the same: what a cursor is
///   bound to
public record ListQuery(
    Selection selection,
    Predicate where,
    List<Table.Key> order,
    int limit,
    Paging paging,
    Count count,
    @Nullable Parent parent,
    String canonical) {
  public static final int MAX_PAGE = 1_000_000;

  /// What `estimated` counts at most.
  public static final int COUNT_CAP = 10_000;

  public ListQuery {
    order = List.copyOf(order);
  }

  /// Where a page begins.
  public sealed interface Paging {
    /// @param page from 1
    record ByPage(int page) implements Paging {
      /// Rows before this page.
      public long offset(int limit) {
        return (page - 1L) * limit;
      }
    }

    /// Behind the row that has these values in the columns of the order; of the Java class of each column, or null.
    record After(List<@Nullable Object> values) implements Paging {
      // Written out: of a compact one the compiler forgets that elements may be null.
      public After(List<@Nullable Object> values) {
        this.values = Collections.unmodifiableList(new ArrayList<>(values));
      }
    }
  }

  /// How all rows are counted.
  public enum Count {
    EXACT,
    /// To [#COUNT_CAP] and no further.
    ESTIMATED,
    NONE
  }

  /// @param view of the parent's resource
  /// @param relation from the parent to its children
  /// @param id of the parent; [Long] or [java.util.UUID]
  public record Parent(View view, Relation relation, Object id) {}
}
