package dev.freehold.migrate.plan;

/// What a step may do to the rows that are there. From harmless to impossible.
public enum Risk {
  /// No row loses anything, and nothing that writes waits longer than for a moment.
  SAFE,
  /// Rows that are there get a value that they did not have.
  BACKFILL,
  /// Values are gone afterwards. It needs a consent that names it.
  LOSSY,
  /// It cannot be done as the rows are now, or as the plan stands.
  BLOCKED
}
