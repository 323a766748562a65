package dev.freehold.cli.migrate;

/// What was asked cannot be done. The message says why and what to do; nothing was changed.
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// @param status of [dev.freehold.cli.terminal.ExitStatus]
  Refused(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
