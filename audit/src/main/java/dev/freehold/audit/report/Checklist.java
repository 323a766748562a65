package dev.freehold.audit.report;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import java.util.List;
import java.util.stream.Stream;

/// The ten lines of the checklist with the results of the probes that decide them.
final class Checklist {
  /// The state of a checklist item.
  public enum ChecklistState {
    PASS,
    FAIL,
    /// No probe was applicable.
    UNPROVED
  }

  /// @param detail the reason, such as `2 findings`
  public record ChecklistResult(ChecklistItem item, ChecklistState state, String detail) {}

  private Checklist() {}

  public static List<ChecklistResult> of(AuditReport report) {
    return Stream.of(ChecklistItem.values()).map(item -> line(item, report)).toList();
  }

  private static ChecklistResult line(ChecklistItem item, AuditReport report) {
    return switch (item) {
      case SECURITY -> security(report);
      case ENDPOINTS -> endpoints(report);
      case PROTECTED, ISOLATION, VALIDATION, ERRORS, CORS, PAGES, DOCUMENTATION, SECRETS ->
          byProbes(item, report);
    };
  }

  private static ChecklistResult security(AuditReport report) {
    long bad = report.count(Severity.CRITICAL) + report.count(Severity.HIGH);
    if (bad > 0) {
      return new ChecklistResult(
          ChecklistItem.SECURITY, ChecklistState.FAIL, counted(bad, "finding"));
    }
    ChecklistState state =
        report.abortReason().isEmpty() ? ChecklistState.PASS : ChecklistState.UNPROVED;
    return new ChecklistResult(ChecklistItem.SECURITY, state, report.abortReason());
  }

  private static ChecklistResult endpoints(AuditReport report) {
    String words = report.calledOperations() + " of " + report.operations() + " operations";
    // With --safe some operations are not called on purpose.
    ChecklistState others = report.safe() ? ChecklistState.UNPROVED : ChecklistState.FAIL;
    ChecklistState all =
        report.calledOperations() == report.operations() ? ChecklistState.PASS : others;
    boolean probed =
        report.results().stream()
            .anyMatch(each -> each.checklistItems().contains(ChecklistItem.ENDPOINTS));
    return new ChecklistResult(
        ChecklistItem.ENDPOINTS, probed ? all : ChecklistState.UNPROVED, words);
  }

  private static ChecklistResult byProbes(ChecklistItem item, AuditReport report) {
    List<ProbeResult> proving =
        report.results().stream().filter(each -> each.checklistItems().contains(item)).toList();
    long findings =
        proving.stream()
            .flatMap(each -> each.findings().stream())
            .filter(each -> each.severity() != Severity.INFO)
            .count();
    if (findings > 0) {
      return new ChecklistResult(item, ChecklistState.FAIL, counted(findings, "finding"));
    }
    long held = proving.stream().filter(Checklist::isProof).count();
    return held == 0
        ? new ChecklistResult(item, ChecklistState.UNPROVED, "no probe was applicable")
        : new ChecklistResult(item, ChecklistState.PASS, counted(held, "probe"));
  }

  private static boolean isProof(ProbeResult result) {
    return switch (result.verdict()) {
      case ProbeVerdict.Passed _, ProbeVerdict.Failed _ -> true;
      case ProbeVerdict.NotApplicable _, ProbeVerdict.Unfinished _ -> false;
    };
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
