package dev.freehold.spec;

import java.util.List;

/// The result of reading a spec: a valid spec with its warnings, or all its errors.
public sealed interface SpecResult {
  /// @param warnings what is allowed and probably not intended, in the order of the text
  record Valid(Spec spec, List<SpecIssue> warnings) implements SpecResult {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /// @param issues at least one, in the order of the text
  record Invalid(List<SpecIssue> issues) implements SpecResult {
    public Invalid {
      issues = List.copyOf(issues);
    }
  }
}
