package dev.freehold.description;

/// A description that cannot be used. The message is for a person: what is wrong, and where there is one, what to do.
public final class DescriptionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DescriptionException(String message) {
    super(message);
  }
}
