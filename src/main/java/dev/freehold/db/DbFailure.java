package dev.freehold.db;

import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/// Why a statement failed, told apart as far as an answer needs it.
public final class DbFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The kinds that callers treat differently (PostgreSQL manual, appendix A).
  public enum Kind {
    /// 23505
    UNIQUE,
    /// 23503
    FOREIGN_KEY,
    /// 23514, 23502, and of class 22 what is wrong with a value (22001, 22003, 22P02 …): the statement carried a value that validation should have refused
    CHECK,
    /// No connection, or none in time, or a server that cannot work now: nothing was changed, and it may work later
    UNAVAILABLE,
    /// Sent, and the connection was lost or the time was up before an answer: nobody knows
    UNKNOWN_OUTCOME,
    /// 55P03: a lock was not had in the time that the transaction would wait; nothing was changed
    LOCKED,
    /// 57014: ended by its own statement timeout; or a transaction by the limit on its life; nothing was changed
    TIMEOUT,
    /// Anything else: a defect of ours
    DEFECT
  }

  private final Kind kind;
  private final @Nullable String constraint;

  public DbFailure(Kind kind, @Nullable String constraint, @Nullable Throwable cause) {
    super(kind.name(), cause, false, false);
    this.kind = kind;
    this.constraint = constraint;
  }

  public Kind kind() {
    return kind;
  }

  /// PostgreSQL's five-character code; null where the failure is not PostgreSQL's. Never shown to a client.
  public @Nullable String sqlState() {
    return getCause() instanceof PgException e ? e.getSqlState() : null;
  }

  /// What PostgreSQL or the network said, for an operator. Never shown to a client: it may name tables and values.
  public String reason() {
    Throwable cause = getCause();
    return switch (cause) {
      case null -> kind.name();
      case PgException e -> e.getErrorMessage() + " (SQLSTATE " + e.getSqlState() + ")";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  /// The violated constraint's name, for kinds that have one. Never shown to a client.
  public @Nullable String constraint() {
    return constraint;
  }
}
