package dev.freehold.db;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Learns of each statement that has ended. Called on the event loop of its caller; must not block and
/// must not throw.
public interface StatementObserver {
  void ended(StatementExecution execution);

  /// Whether it asks for the number of rows, which costs a call for each.
  default boolean countsRows() {
    return false;
  }

  /// One observer for several. Requires at least one.
  static StatementObserver all(List<StatementObserver> observers) {
    if (observers.size() == 1) {
      return observers.getFirst();
    }
    List<StatementObserver> each = List.copyOf(observers);
    boolean counts = each.stream().anyMatch(StatementObserver::countsRows);
    return new StatementObserver() {
      @Override
      public void ended(StatementExecution execution) {
        each.forEach(observer -> observer.ended(execution));
      }

      @Override
      public boolean countsRows() {
        return counts;
      }
    };
  }

  /// A statement from the call to its answer.
  ///
  /// @param sql its text, without values
  /// @param beganNanos the time of the call, by [System#nanoTime]
  /// @param nanos from the call to the answer, with the wait for a connection and for earlier statements
  /// @param serviceNanos how long the database worked on it, see [Database#runTimed]; -1 if that is
  ///     not known
  /// @param rows that it returned; -1 if they were not counted
  /// @param failure null if it succeeded
  record StatementExecution(
      String sql,
      long beganNanos,
      long nanos,
      long serviceNanos,
      long rows,
      @Nullable Throwable failure) {
    /// The SQLSTATE of the failure, or its kind in lower case; null if it succeeded.
    public @Nullable String failureCode() {
      return switch (failure) {
        case null -> null;
        case DatabaseException known when known.sqlState() != null -> known.sqlState();
        case DatabaseException known -> known.kind().name().toLowerCase(Locale.ROOT);
        default -> failure.getClass().getSimpleName();
      };
    }
  }
}
