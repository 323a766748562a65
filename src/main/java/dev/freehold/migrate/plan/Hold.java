package dev.freehold.migrate.plan;

/// How long a step holds its lock.
public enum Hold {
  /// While the catalog is written: milliseconds, whatever the table holds.
  MOMENT,
  /// While every row of the table is looked at.
  SCAN,
  /// While every row of the table is written anew.
  REWRITE
}
