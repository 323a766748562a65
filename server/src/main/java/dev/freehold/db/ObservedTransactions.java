package dev.freehold.db;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/// A [TransactionRunner] whose statements an observer learns of, without those that begin and end a
/// transaction.
public final class ObservedTransactions implements TransactionRunner {
  private final TransactionRunner transactions;
  private final StatementObserver observer;

  public ObservedTransactions(TransactionRunner transactions, StatementObserver observer) {
    this.transactions = transactions;
    this.observer = observer;
  }

  @Override
  public <R> Future<R> run(Function<Database, Future<TransactionOutcome<R>>> work) {
    return transactions.run(observed(work));
  }

  @Override
  public <R> Future<R> run(
      Duration lockTimeout, Function<Database, Future<TransactionOutcome<R>>> work) {
    return transactions.run(lockTimeout, observed(work));
  }

  private <R> Function<Database, Future<TransactionOutcome<R>>> observed(
      Function<Database, Future<TransactionOutcome<R>>> work) {
    return database -> work.apply(new ObservedDatabase(database, observer));
  }
}
