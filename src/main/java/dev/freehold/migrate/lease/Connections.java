package dev.freehold.migrate.lease;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DbFailure;
import dev.freehold.db.DbFailure.Kind;
import dev.freehold.db.Failures;

/// What becomes of a connection that may be lost.
public final class Connections {
  private Connections() {}

  /// Whether the connection is gone, and with it the transaction that was not committed yet.
  public static boolean isLost(DbFailure failure) {
    return failure.kind() == Kind.UNKNOWN_OUTCOME
        || (failure.kind() == Kind.UNAVAILABLE && !isRetryable(failure));
  }

  /// Whether the transaction was undone, and may work the next time.
  public static boolean isRetryable(DbFailure failure) {
    return failure.kind() == Kind.LOCKED || Failures.retryable(failure);
  }

  /// A connection that is lost has nothing left to close.
  static void closeQuietly(AdminConnection connection) {
    try {
      connection.close();
    } catch (DbFailure e) {
      // lost already
    }
  }
}
