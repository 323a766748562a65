package dev.freehold.db;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/// Runs statements in a transaction, read committed and read write.
///
/// The work gets a [Database] for the transaction, valid until the future that it returns
/// completes. Its statements are pipelined, together with the `BEGIN`; PostgreSQL runs them in the
/// order of the calls. A setting made with `set_config(…, true)` lasts to the end of the
/// transaction, so it applies to the next statement.
///
/// After a statement has failed, the others fail with the same [dev.freehold.db.DatabaseException],
/// and a commit fails with it too. If the work fails with its own exception, such as a problem, the
/// caller gets that exception.
///
/// The work may be called up to three times, each in a new transaction, when PostgreSQL rolls one
/// back because of concurrent ones (40001, 40P01). It must have no side effects but statements.
/// Transactions do not nest: a second one inside the work would take another of the few
/// connections.
///
/// Failures are a [dev.freehold.db.DatabaseException] or the exception of the work. A lost
/// connection is `UNAVAILABLE` before the `COMMIT` was sent, because nothing has changed, and
/// `UNKNOWN_OUTCOME` after. No connection within a second is `UNAVAILABLE`; a transaction older
/// than ten seconds is `TIMEOUT`.
public interface TransactionRunner {
  /// @return completes after PostgreSQL has acknowledged the end, on the event loop of the caller
  <R> Future<R> run(Function<Database, Future<TransactionOutcome<R>>> work);

  /// Same as [#run] with a lock timeout: a statement that waits longer for a lock fails with
  /// `LOCKED`.
  ///
  /// @param lockTimeout at least a millisecond
  <R> Future<R> run(Duration lockTimeout, Function<Database, Future<TransactionOutcome<R>>> work);

  /// How the transaction ends, with the value for the caller.
  sealed interface TransactionOutcome<R> {
    R value();

    /// Commit. The caller gets the value when PostgreSQL has acknowledged it.
    record Commit<R>(R value) implements TransactionOutcome<R> {}

    /// Roll back and return the value: a dry run. Deferred constraints are not checked.
    record Rollback<R>(R value) implements TransactionOutcome<R> {}
  }
}
