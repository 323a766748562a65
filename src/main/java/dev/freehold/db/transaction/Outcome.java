package dev.freehold.db.transaction;

/// How the work of a transaction wants it to end, with the value for who asked.
public sealed interface Outcome<R> {
  R value();

  /// What was done shall stay. The value is given when PostgreSQL has acknowledged it.
  record Commit<R>(R value) implements Outcome<R> {}

  /// Nothing that was done shall stay, and the value is given all the same: a rehearsal. Constraints that are deferred to
  /// the commit are not asked.
  record RollBack<R>(R value) implements Outcome<R> {}
}
