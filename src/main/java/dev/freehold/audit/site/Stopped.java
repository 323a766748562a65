package dev.freehold.audit.site;

/// No more requests: the time is over, or somebody wants an end.
public final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  Stopped(String why) {
    super(why);
  }
}
