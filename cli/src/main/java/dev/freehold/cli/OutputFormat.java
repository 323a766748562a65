package dev.freehold.cli;

/// The output format of a command.
enum OutputFormat {
  /// Human-readable text.
  TEXT,
  /// JSON on standard output.
  JSON
}
