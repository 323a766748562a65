package dev.freehold.audit.run;

import dev.freehold.audit.ChecklistItem;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What an audit reached, in figures. Checklist, score and `--min-coverage` rest on it.
///
/// @param operations every operation of the description
/// @param rowsCreated the rows that the audit created
/// @param rowsRead the rows that user A or B read by their own path
/// @param rowsChanged the rows that user A or B updated or deleted by their own path
/// @param lines how much of each line of the checklist was looked at; no entry where only the
///   probes decide
public record AuditCoverage(
    List<OperationReach> operations,
    int rowsCreated,
    int rowsRead,
    int rowsChanged,
    Map<ChecklistItem, LineReach> lines) {

  /// How far one operation was reached.
  ///
  /// @param expected whether a signed-in user without a role can get a 2xx response, as far as the
  ///   description tells; false for sign-in operations
  /// @param answered whether there was a response other than 5xx
  /// @param openedAsA whether user A got a 2xx response
  /// @param openedWithBody whether a request with a body got a 2xx response
  public record OperationReach(
      String operation,
      boolean expected,
      boolean answered,
      boolean openedAsA,
      boolean openedAsB,
      boolean openedAsNobody,
      boolean openedWithBody) {
    public boolean isOpened() {
      return openedAsA || openedAsB;
    }

    /// Whether the operation counts for the percentage.
    boolean counts() {
      return expected || isOpened();
    }
  }

  /// The part of a line that was looked at.
  ///
  /// @param unit what is counted, in the plural, such as `collections`
  /// @param missed the units that were not looked at
  public record LineReach(int reached, int total, String unit, List<String> missed) {
    boolean isNothing() {
      return reached == 0;
    }

    boolean isWhole() {
      return reached == total && total > 0;
    }

    @Override
    public String toString() {
      return reached + " of " + total + " " + unit;
    }
  }

  public int count(Predicate<OperationReach> condition) {
    return (int) operations.stream().filter(condition).count();
  }

  /// The operations that a user could open.
  public int countable() {
    return count(OperationReach::counts);
  }

  /// Of the operations that a user could open, those that answered 2xx to user A or B at least
  /// once; rounded down, and 0 if there are none.
  public int percent() {
    int all = countable();
    return all == 0 ? 0 : 100 * count(OperationReach::isOpened) / all;
  }
}
