package dev.freehold.migrate;

/// What a start applies by itself. Grants and policies that were opened are closed again in all but the last.
public enum Automatic {
  /// Whatever is safe.
  SAFE,
  /// Only the first creation, in a database where nothing of ours is.
  FIRST,
  /// Nothing.
  NEVER
}
