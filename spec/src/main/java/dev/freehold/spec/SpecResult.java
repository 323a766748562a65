package dev.freehold.spec;

import java.util.List;

/// The result of reading a spec: a valid spec, or all its errors.
public sealed interface SpecResult {
  record Valid(Spec spec) implements SpecResult {}

  /// @param issues at least one, in the order of the text
  record Invalid(List<SpecIssue> issues) implements SpecResult {
    public Invalid {
      issues = List.copyOf(issues);
    }
  }
}
