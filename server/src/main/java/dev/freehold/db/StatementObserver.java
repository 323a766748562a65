package dev.freehold.db;

import org.jspecify.annotations.Nullable;

/// Learns of each statement that has ended. Called on the event loop of its caller; must not block and
/// must not throw.
@FunctionalInterface
public interface StatementObserver {
  void ended(StatementExecution execution);

  /// A statement from the call to its answer.
  ///
  /// @param sql its text, without values
  /// @param beganNanos the time of the call, by [System#nanoTime]
  /// @param nanos from the call to the answer, with the wait for a connection and for earlier statements
  /// @param serviceNanos how long the database worked on it, see [Database#runTimed]; -1 if that is
  ///     not known
  /// @param failure null if it succeeded
  record StatementExecution(
      String sql, long beganNanos, long nanos, long serviceNanos, @Nullable Throwable failure) {}
}
