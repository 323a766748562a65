package dev.freehold.migrate.lease;

/// Another node took the lease over, since no sign came from this one in time. Its work goes on there.
public final class LeaseLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LeaseLost() {
    super("the lease is another node's now", null, false, false);
  }
}
