package dev.freehold.db.transaction;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/// Runs several statements as one: all of them stay, or none. Read committed, read and write.
///
/// The work gets a [Database] that is this transaction, good until the future that it returns completes. Its statements
/// go out without waiting for one another, together with the `BEGIN`; PostgreSQL runs them in the order of the calls. Settings
/// made with `set_config(…, true)` last to the end of the transaction, so one statement's setting is there for the next.
///
/// After the first statement that fails the others fail with the same [dev.freehold.db.DbFailure], and nothing can be
/// kept: a commit is then that failure. A work that fails with something of its own (a problem that says the same to a
/// client) is told so to who asked.
///
/// The work may be called up to three times, each in a new transaction, when PostgreSQL undoes one for the sake of others
/// (40001, 40P01): it must leave nothing behind but statements. There is no transaction in a transaction: PostgreSQL has none,
/// and a second one asked for inside the work would take another of few connections.
///
/// What fails is a [dev.freehold.db.DbFailure] or the work's own failure. A connection that is lost: `UNAVAILABLE` before the
/// `COMMIT` was sent, because nothing has changed; `UNKNOWN_OUTCOME` after. No connection in a second: `UNAVAILABLE`. A
/// transaction older than ten seconds: `TIMEOUT`.
public interface Transactions {
  /// @return completes after the acknowledgement of PostgreSQL, on the caller's event loop
  <R> Future<R> run(Function<Database, Future<Outcome<R>>> work);

  /// The same, waiting at most so long for any one lock: then the statement fails with `LOCKED`.
  ///
  /// @param lockTimeout at least a millisecond
  <R> Future<R> run(Duration lockTimeout, Function<Database, Future<Outcome<R>>> work);
}
