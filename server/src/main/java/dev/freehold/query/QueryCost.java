package dev.freehold.query;

import dev.freehold.query.RowScope.Extent;

/// The cost of a statement as the plan knows it, in the worst case: which rows PostgreSQL may have
/// to read. Decided by [QueryCostEstimator].
public sealed interface QueryCost {
  /// The cost of a statement on a few rows.
  QueryCost BOUNDED = new Bounded();

  /// An index leads to the rows, and their number is that of a page or of the ids in the request.
  record Bounded() implements QueryCost {}

  /// The statement may read every row within its extent.
  ///
  /// @param table whose rows are read
  /// @param extent the rows: those of the caller, or those of all users
  /// @param reason the most expensive part of the query
  record Scan(String table, Extent extent, ScanReason reason) implements QueryCost {}

  /// Why a statement has no bound, the most expensive first.
  enum ScanReason {
    SEARCH("it searches texts", "add a condition on an indexed field"),
    INCLUDE("it includes many related rows", "ask for a smaller page or fewer relations"),
    RELATED("it counts related rows", "remove the conditions on counts, and sort by a field"),
    PAGE("its page has more than 100 rows", "ask for a smaller page and follow nextCursor"),
    BATCH("the batch contains lists or changes by query", "send them one by one"),
    FILTER(
        "no index serves all of its conditions", "filter by fields of one index, or add the index"),
    SORT(
        "no index serves its order",
        "sort by the fields of an index, without :lower, or add the index"),
    SUMMARY("it reads all matching rows", "add conditions that fewer rows meet"),
    OFFSET("it skips many rows", "follow nextCursor instead of page"),
    COUNT("it counts all matching rows", "send count=none");

    private final String cause;
    private final String remedy;

    ScanReason(String cause, String remedy) {
      this.cause = cause;
      this.remedy = remedy;
    }

    /// A clause for a message to the client. Names no field: the field behind a named filter may be
    /// unreadable.
    public String cause() {
      return cause;
    }

    /// What the client or the author of the spec can do, as an imperative clause.
    public String remedy() {
      return remedy;
    }

    /// Whether the work for each row is unknown too, so that few rows do not make it cheap.
    public boolean isHeavyPerRow() {
      return this == SEARCH || this == INCLUDE || this == RELATED || this == PAGE || this == BATCH;
    }
  }
}
