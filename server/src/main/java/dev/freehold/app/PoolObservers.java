package dev.freehold.app;

import dev.freehold.db.Database;
import dev.freehold.db.ObservedDatabase;
import dev.freehold.db.ObservedTransactions;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.PgTransactionRunner;
import dev.freehold.db.StatementObserver;
import dev.freehold.db.TransactionRunner;
import dev.freehold.metrics.ServerMeters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What watches the statements of each kind of connection: metrics, traces, and the log of slow statements.
/// Where nothing does, nothing stands between a request and its connection.
final class PoolObservers {
  private final @Nullable ServerMeters meters;
  private final List<StatementObserver> everywhere;

  /// @param meters null without metrics
  /// @param everywhere those of all kinds
  PoolObservers(@Nullable ServerMeters meters, List<StatementObserver> everywhere) {
    this.meters = meters;
    this.everywhere = List.copyOf(everywhere);
  }

  /// @param pool the name of the kind in the metrics
  Database observed(String pool, PgDatabase database) {
    if (meters != null) {
      meters.pool(pool, database::statistics);
    }
    return watched(pool, database);
  }

  /// Statements that run on the connections of another kind.
  Database watched(String pool, Database database) {
    List<StatementObserver> observers = of(pool);
    return observers.isEmpty()
        ? database
        : new ObservedDatabase(database, StatementObserver.all(observers));
  }

  TransactionRunner observed(String pool, PgTransactionRunner transactions) {
    if (meters != null) {
      meters.pool(pool, transactions::statistics);
    }
    List<StatementObserver> observers = of(pool);
    return observers.isEmpty()
        ? transactions
        : new ObservedTransactions(transactions, StatementObserver.all(observers));
  }

  private List<StatementObserver> of(String pool) {
    List<StatementObserver> observers = new ArrayList<>(everywhere);
    if (meters != null) {
      observers.add(meters.statements(pool));
    }
    return observers;
  }
}
