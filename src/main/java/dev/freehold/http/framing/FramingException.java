package dev.freehold.http.framing;

import dev.freehold.problem.Problem;

/// The bytes that came are no request that this server takes; nothing that follows on the
/// connection can be trusted.
public final class FramingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public FramingException(Problem problem) {
    super(problem.getClass().getSimpleName(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
