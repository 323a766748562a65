package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.db.TransactionRunner;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.ratelimit.ConcurrencyLimiter;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/// The transactions of the sign-in role whose statements may wait for a lock of an account, such as its
/// row while it is deleted. None of them runs on the connections that the requests share: the statements
/// of all other accounts would wait behind it.
///
/// An account has one such transaction at a time on each event loop, so that it takes one of the few
/// connections, whatever its clients send; its others wait for their turn. A statement that waits longer
/// than the lock timeout fails with `LOCKED`, and nothing is changed.
///
/// One instance serves all repositories of a node: they share the turns.
public final class AccountTransactions {
  /// The longest wait for a lock. Others hold one for milliseconds, but for a deletion. Longer than
  /// `deadlock_timeout` (1 s), so that PostgreSQL ends a circle of waits, and who lost begins again.
  public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);

  private final TransactionRunner transactions;
  private final Duration lockTimeout;
  private final ConcurrencyLimiter turns = new ConcurrencyLimiter(1);

  /// @param transactions of the sign-in role
  public AccountTransactions(TransactionRunner transactions, Duration lockTimeout) {
    this.transactions = transactions;
    this.lockTimeout = lockTimeout;
  }

  /// Commits what `work` has done, or rolls it back if the work fails. See [TransactionRunner]: the work
  /// may be called more than once.
  ///
  /// @param account the id of the account, or the address where no id is known; compared with `equals`
  /// @return fails with a [dev.freehold.db.DatabaseException] or the exception of the work; with
  ///     `UNAVAILABLE`, outcome none, if the account did not get its turn
  <R> Future<R> run(Object account, Function<Database, Future<R>> work) {
    return turns.run(
        account,
        () ->
            transactions.run(
                lockTimeout,
                transaction -> work.apply(transaction).map(TransactionOutcome.Commit::new)));
  }

  /// The same with the row of the account locked first: the statements of `work` see what other changes of
  /// it have done, and no other change comes in between.
  <R> Future<R> runLocked(UUID account, Function<Database, Future<R>> work) {
    return run(
        account,
        transaction ->
            transaction
                .run(UserRepository.LOCK, Tuple.of(account), UserRepository.firstRow(Row::size))
                .compose(_ -> work.apply(transaction)));
  }
}
