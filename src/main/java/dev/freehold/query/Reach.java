package dev.freehold.query;

/// Which rows of a resource somebody may touch.
public enum Reach {
  /// Their own.
  OWN,
  /// Everybody's.
  ALL
}
