package dev.freehold.app;

import java.net.BindException;

/// The address to listen on is taken, or is not this machine's. The message names it and says what to do.
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenException(String address, BindException cause) {
    super(
        address
            + " is in use or not this machine's: choose another with --port or --host, or stop the"
            + " program that has it",
        cause);
  }
}
