package dev.freehold.db;

import dev.freehold.db.DbFailure.Kind;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;

/// What PostgreSQL's error codes (manual, appendix A) and lost connections mean. The one place that knows.
public final class Failures {
  private Failures() {}

  /// @param failure of a statement that was handed to a connection
  public static DbFailure ofStatement(Throwable failure) {
    return switch (failure) {
      case DbFailure known -> known;
      case PgException e -> new DbFailure(kind(e.getSqlState()), e.getConstraint(), e);
      case ClosedConnectionException e -> new DbFailure(Kind.UNKNOWN_OUTCOME, null, e);
      case IOException e -> new DbFailure(Kind.UNKNOWN_OUTCOME, null, e);
      case VertxException e when neverSent(e) -> new DbFailure(Kind.UNAVAILABLE, null, e);
      default -> new DbFailure(Kind.DEFECT, null, failure);
    };
  }

  /// @param failure of an attempt to connect, log-in included
  public static DbFailure ofConnect(Throwable failure) {
    return new DbFailure(Kind.UNAVAILABLE, null, failure);
  }

  /// Whether the whole statement, with its transaction, was undone and deserves another go: 40001 serialization_failure, 40P01
  /// deadlock_detected.
  public static boolean retryable(DbFailure failure) {
    String state = failure.sqlState();
    return "40001".equals(state) || "40P01".equals(state);
  }

  /// The client says so with words only; a test holds it to them.
  private static boolean neverSent(VertxException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("Connection is not active now")
        || message.startsWith("Pending requests failed to be sent");
  }

  private static Kind kind(String state) {
    return switch (state) {
      case "23505" -> Kind.UNIQUE;
      case "23503", "23001" -> Kind.FOREIGN_KEY;
      case "23514", "23502", "22001", "22003", "22007", "22008", "22021", "22023", "22P02" ->
          Kind.CHECK;
      case "55P03" -> Kind.LOCKED;
      case "57014", "25P03" -> Kind.TIMEOUT;
      // shut down by an operator, by a crash: the statement may have been done already
      case "57P01", "57P02" -> Kind.UNKNOWN_OUTCOME;
      // starting up or dropped, read-only after a failover, and what is worth another try
      case "57P03", "57P04", "25006", "40001", "40P01" -> Kind.UNAVAILABLE;
      default -> state.startsWith("53") ? Kind.UNAVAILABLE : Kind.DEFECT;
    };
  }
}
