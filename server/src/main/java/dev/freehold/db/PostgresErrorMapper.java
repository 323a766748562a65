package dev.freehold.db;

import dev.freehold.db.DatabaseException.FailureKind;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Maps SQLSTATE codes (PostgreSQL manual, appendix A) and lost connections to [DatabaseException].
public final class PostgresErrorMapper {
  private PostgresErrorMapper() {}

  /// @param failure of a statement that was passed to a connection
  public static DatabaseException fromStatement(Throwable failure) {
    return switch (failure) {
      case DatabaseException known -> known;
      case PgException e -> new DatabaseException(kind(e.getSqlState()), constraint(e), e);
      case ClosedConnectionException e ->
          new DatabaseException(FailureKind.UNKNOWN_OUTCOME, null, e);
      case IOException e -> new DatabaseException(FailureKind.UNKNOWN_OUTCOME, null, e);
      case VertxException e when neverSent(e) ->
          new DatabaseException(FailureKind.UNAVAILABLE, null, e);
      default -> new DatabaseException(FailureKind.DEFECT, null, failure);
    };
  }

  /// @param failure of an attempt to connect or authenticate
  public static DatabaseException fromConnect(Throwable failure) {
    return new DatabaseException(FailureKind.UNAVAILABLE, null, failure);
  }

  /// The same with the address, the cause and the remedy as its message.
  ///
  /// @param failure of an attempt to connect to `target`
  public static DatabaseException fromConnect(DatabaseTarget target, Throwable failure) {
    Throwable cause =
        failure instanceof DatabaseException known && known.getCause() != null
            ? known.getCause()
            : failure;
    return DatabaseException.ofConnect(ConnectFailureText.of(target, cause), cause);
  }

  /// Whether the transaction was rolled back and should be retried: 40001 serialization_failure,
  /// 40P01 deadlock_detected.
  public static boolean isRetryable(DatabaseException failure) {
    String state = failure.sqlState();
    return "40001".equals(state) || "40P01".equals(state);
  }

  /// The Vert.x client reports this only in the message; a test checks the texts.
  private static boolean neverSent(VertxException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("Connection is not active now")
        || message.startsWith("Pending requests failed to be sent");
  }

  private static @Nullable String constraint(PgException e) {
    ViolatedConstraint violated = ViolatedConstraint.of(e);
    return violated == null ? null : violated.name();
  }

  private static FailureKind kind(String state) {
    return switch (state) {
      case "23505" -> FailureKind.UNIQUE;
      case "23503", "23001" -> FailureKind.FOREIGN_KEY;
      case "23514", "23502", "22001", "22003", "22007", "22008", "22021", "22023", "22P02" ->
          FailureKind.CHECK;
      case "55P03" -> FailureKind.LOCKED;
      case "57014", "25P03" -> FailureKind.TIMEOUT;
      case "53100", "58030" -> FailureKind.STORAGE;
      // shutdown or crash: the statement may have been executed
      case "57P01", "57P02" -> FailureKind.UNKNOWN_OUTCOME;
      // starting, dropped, read-only after a failover, and other transient states
      case "57P03", "57P04", "25006", "40001", "40P01" -> FailureKind.UNAVAILABLE;
      default -> state.startsWith("53") ? FailureKind.UNAVAILABLE : FailureKind.DEFECT;
    };
  }
}
