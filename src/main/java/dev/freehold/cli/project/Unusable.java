package dev.freehold.cli.project;

/// What the words of a command line name cannot be used. The message says what, and what to do.
final class Unusable extends Exception {
  private static final long serialVersionUID = 1;

  Unusable(String message) {
    super(message);
  }
}
