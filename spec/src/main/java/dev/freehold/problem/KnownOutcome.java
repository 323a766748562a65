package dev.freehold.problem;

/// An unexpected failure that knows whether the write of its request was done.
public interface KnownOutcome {
  /// [Problem.Outcome#NONE] if nothing was changed.
  Problem.Outcome outcome();
}
