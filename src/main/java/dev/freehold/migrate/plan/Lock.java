package dev.freehold.migrate.plan;

/// What a step keeps others from doing meanwhile (PostgreSQL manual, "Explicit Locking").
public enum Lock {
  /// Nothing that anybody waits for.
  NONE,
  /// `SHARE UPDATE EXCLUSIVE`: reads and writes go on.
  SHARE_UPDATE_EXCLUSIVE,
  /// `SHARE ROW EXCLUSIVE`: reads go on, writes wait.
  SHARE_ROW_EXCLUSIVE,
  /// `ACCESS EXCLUSIVE`: everything waits.
  ACCESS_EXCLUSIVE
}
