package dev.freehold.cli.terminal;

/// What a command prints what it found as.
public enum OutputFormat {
  /// For a person.
  TEXT,
  /// For a program, on standard output alone.
  JSON
}
