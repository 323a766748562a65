package dev.freehold.db;

/// What stands between this program and PostgreSQL, such as PgBouncer, by what a connection may rely on.
public enum Pooler {
  /// Nothing: a connection is a session of PostgreSQL.
  NONE,
  /// A connection keeps one session until it is closed (`pool_mode = session`).
  SESSION,
  /// Each transaction may run in another session (`pool_mode = transaction`), and the pooler carries
  /// prepared statements from one to the other (PgBouncer 1.21 with `max_prepared_statements`).
  TRANSACTION,
  /// The same with a pooler that does not carry them: statements are parsed each time.
  TRANSACTION_UNPREPARED;

  /// Whether settings and prepared statements of a session end with the transaction.
  public boolean isTransaction() {
    return this == TRANSACTION || this == TRANSACTION_UNPREPARED;
  }
}
