package dev.freehold.spec;

import java.util.List;

/// What reading a spec comes to: a valid spec, or every fault it has.
public sealed interface SpecResult {
  record Valid(Spec spec) implements SpecResult {}

  /// @param issues at least one, in the order of the text
  record Faulty(List<Issue> issues) implements SpecResult {
    public Faulty {
      issues = List.copyOf(issues);
    }
  }
}
