package dev.freehold.audit;

import java.util.List;

/// The result of a probe: passed, failed or not finished.
public sealed interface ProbeVerdict {
  /// Nothing was wrong.
  ///
  /// @param checks how many things were looked at
  record Passed(int checks) implements ProbeVerdict {}

  /// @param findings at least one
  record Failed(List<AuditFinding> findings) implements ProbeVerdict {}

  /// The server has nothing that it could be tried on.
  ///
  /// @param reason such as `no update operation`
  record NotApplicable(String reason) implements ProbeVerdict {}

  /// It could not be carried to its end.
  ///
  /// @param reason such as `no answer within 10 s`
  record Unfinished(String reason) implements ProbeVerdict {}

  /// [Broken] where something was found, [NotApplicable] where nothing was looked at, else [Held].
  static ProbeVerdict of(int checks, List<AuditFinding> findings, String whyNot) {
    if (!findings.isEmpty()) {
      return new Failed(List.copyOf(findings));
    }
    return checks == 0 ? new NotApplicable(whyNot) : new Passed(checks);
  }
}
