package dev.freehold.suite.story;

/// A row or value that a case needs cannot be made; the message says why.
public final class Unmakeable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Unmakeable(String why) {
    super(why);
  }
}
