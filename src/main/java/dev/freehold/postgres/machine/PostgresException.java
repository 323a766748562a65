package dev.freehold.postgres.machine;

import org.jspecify.annotations.Nullable;

/// The embedded server cannot be had. The message is for a person: it names the directory or file and says what to do.
public final class PostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PostgresException(String message) {
    this(message, null);
  }

  public PostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
