package dev.freehold.rule;

/// What a condition is of one row, in SQL's three-valued logic.
public enum Truth {
  TRUE,
  FALSE,
  /// It hangs on a null.
  UNKNOWN;

  /// Whether a CHECK constraint lets the row pass: unless the condition is false (PostgreSQL manual, 5.5.1).
  public boolean passes() {
    return this != FALSE;
  }
}
