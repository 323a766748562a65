package dev.freehold.audit;

import java.util.List;

/// The result of a probe: passed, failed, not finished or not run.
public sealed interface ProbeVerdict {
  /// No finding.
  ///
  /// @param checks the number of checks
  record Passed(int checks) implements ProbeVerdict {}

  /// @param findings at least one
  record Failed(List<AuditFinding> findings) implements ProbeVerdict {}

  /// The server has nothing that the probe applies to.
  ///
  /// @param reason such as `no update operation`
  record NotApplicable(String reason) implements ProbeVerdict {}

  /// The probe could not be completed.
  ///
  /// @param reason such as `no complete response within 10 s`
  record Unfinished(String reason) implements ProbeVerdict {}

  /// The probe was not run, because of the options of the audit.
  ///
  /// @param reason such as `not with --safe`
  record Skipped(String reason) implements ProbeVerdict {}

  /// Returns [Failed] if there are findings, [NotApplicable] if there were no checks, else
  /// [Passed].
  static ProbeVerdict of(int checks, List<AuditFinding> findings, String whyNot) {
    if (!findings.isEmpty()) {
      return new Failed(List.copyOf(findings));
    }
    return checks == 0 ? new NotApplicable(whyNot) : new Passed(checks);
  }
}
