package dev.freehold.cli;

/// The output format of a command.
enum OutputFormat {
  /// For a person.
  TEXT,
  /// For a program, on standard output alone.
  JSON
}
