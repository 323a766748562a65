package dev.freehold.db;

import dev.freehold.problem.KnownOutcome;
import dev.freehold.problem.Problem;
import io.vertx.pgclient.PgException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A failed statement, with the kind of failure.
public final class DatabaseException extends RuntimeException implements KnownOutcome {
  private static final long serialVersionUID = 1L;

  /// The kinds of failure (PostgreSQL manual, appendix A).
  public enum FailureKind {
    /// 23505
    UNIQUE,
    /// 23503
    FOREIGN_KEY,
    /// 23514, 23502, and of class 22 the codes for invalid values (22001, 22003, 22P02 …): a value
    /// that validation should have rejected
    CHECK,
    /// No connection within the timeout, or a server that cannot work now. Nothing was changed; a
    /// retry may succeed
    UNAVAILABLE,
    /// The statement was sent, but the connection was lost or the timeout passed before the answer.
    /// The outcome is unknown
    UNKNOWN_OUTCOME,
    /// 55P03: the lock timeout of the transaction or the connection passed; nothing was changed
    LOCKED,
    /// 57014: the statement timeout or the limit on the life of a transaction passed; nothing was
    /// changed
    TIMEOUT,
    /// 53100 disk_full, 58030 io_error: PostgreSQL has no room, or its disk fails; nothing was
    /// changed, and reads may go on
    STORAGE,
    /// Anything else: a bug
    DEFECT
  }

  /// The SQLSTATE codes of a refused connection that a retry does not change, besides class 28
  /// (invalid authorization): no such database, no CONNECT privilege, a database that accepts no
  /// connections, an unsupported startup parameter or protocol.
  private static final Set<String> REFUSALS = Set.of("3D000", "42501", "55000", "0A000", "08P01");

  /// The classes of SQLSTATE that do not say whether a statement was executed: connection exception,
  /// operator intervention, system error, internal error.
  private static final Set<String> UNCERTAIN_CLASSES = Set.of("08", "57", "58", "XX");

  private final FailureKind kind;
  private final @Nullable String constraint;
  private final @Nullable String explanation;

  public DatabaseException(
      FailureKind kind, @Nullable String constraint, @Nullable Throwable cause) {
    this(kind, constraint, null, cause);
  }

  private DatabaseException(
      FailureKind kind,
      @Nullable String constraint,
      @Nullable String explanation,
      @Nullable Throwable cause) {
    super(kind.name(), cause, false, false);
    this.kind = kind;
    this.constraint = constraint;
    this.explanation = explanation;
  }

  /// A failed attempt to connect, `UNAVAILABLE`.
  static DatabaseException ofConnect(String explanation, Throwable cause) {
    return new DatabaseException(FailureKind.UNAVAILABLE, null, explanation, cause);
  }

  public FailureKind kind() {
    return kind;
  }

  /// The SQLSTATE; null if the failure does not come from PostgreSQL. Never shown to a client.
  public @Nullable String sqlState() {
    return getCause() instanceof PgException e ? e.getSqlState() : null;
  }

  /// `NONE` if PostgreSQL answered with an error of the statement: it rolled back the statement and
  /// its transaction.
  @Override
  public Problem.Outcome outcome() {
    String state = sqlState();
    return state != null && !UNCERTAIN_CLASSES.contains(state.substring(0, 2))
        ? Problem.Outcome.NONE
        : Problem.Outcome.UNKNOWN;
  }

  /// Whether the server refused the connection for a reason that a retry does not change: the
  /// log-in, the database, TLS.
  public boolean isConnectionRefused() {
    if (kind != FailureKind.UNAVAILABLE) {
      return false;
    }
    String state = sqlState();
    return state == null
        ? ConnectFailureText.isTlsFailure(getCause())
        : state.startsWith("28") || REFUSALS.contains(state);
  }

  /// The error of PostgreSQL or the network, for operators. Never shown to a client: it may name
  /// tables and values.
  public String reason() {
    Throwable cause = getCause();
    return switch (cause) {
      case null -> kind.name();
      case PgException e -> e.getErrorMessage() + " (SQLSTATE " + e.getSqlState() + ")";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  /// The failure as one line for the operator of a command: of a failed connection with the address
  /// and the remedy, of anything else the [#reason()].
  public String explanation() {
    return explanation == null ? "the database: " + reason() : explanation;
  }

  /// The violated constraint; null for kinds that have none.
  @Nullable ViolatedConstraint violated() {
    return getCause() instanceof PgException e
        ? ViolatedConstraint.of(e)
        : constraint == null ? null : new ViolatedConstraint(null, constraint, false);
  }

  /// The name of the violated constraint, without the number of a shard, for kinds that have one. Never
  /// shown to a client.
  public @Nullable String constraint() {
    return constraint;
  }
}
