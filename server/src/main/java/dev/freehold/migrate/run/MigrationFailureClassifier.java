package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.PostgresErrorMapper;
import java.util.Set;

/// Classifies database failures for a migration: connection lost, retryable, or a race between
/// nodes.
public final class MigrationFailureClassifier {
  /// The maximum number of attempts after node races. The loser of a race finds the winner's work
  /// done, so more failures than this have another cause.
  public static final int NODE_RACE_ATTEMPTS = 5;

  /// SQLSTATE (PostgreSQL manual, appendix A).
  private static final Set<String> NODE_RACE_STATES =
      Set.of("23505", "42P06", "42P07", "42701", "42710", "40001", "40P01", "XX000");

  private MigrationFailureClassifier() {}

  /// Whether the connection is lost, and its uncommitted transaction with it.
  public static boolean isLost(DatabaseException failure) {
    return failure.kind() == FailureKind.UNKNOWN_OUTCOME
        || (failure.kind() == FailureKind.UNAVAILABLE && !isRetryable(failure));
  }

  /// Whether the transaction was rolled back and may succeed when it is retried.
  public static boolean isRetryable(DatabaseException failure) {
    return failure.kind() == FailureKind.LOCKED || PostgresErrorMapper.isRetryable(failure);
  }

  /// Whether two nodes created the same object at the same time, or deadlocked.
  public static boolean isNodeRace(DatabaseException failure) {
    String state = failure.sqlState();
    return state != null && NODE_RACE_STATES.contains(state);
  }

  /// Closes a connection that may already be lost. Ignores a failure to close it.
  static void closeQuietly(AdminConnection connection) {
    try {
      connection.close();
    } catch (DatabaseException e) {
      // The connection is already lost.
    }
  }
}
