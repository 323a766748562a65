package dev.freehold.migrate.plan;

/// When a step may run, where servers of the old and the new spec run side by side (expand and contract).
public enum Phase {
  /// Before servers of the new spec start: those of the old one work on.
  EXPAND,
  /// After the last server of the old spec is gone.
  CONTRACT
}
