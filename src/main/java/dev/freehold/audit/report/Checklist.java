package dev.freehold.audit.report;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.Result;
import java.util.List;
import java.util.stream.Stream;

/// The ten lines, each with what the probes that prove it came to.
public final class Checklist {
  /// What is said of a line.
  public enum State {
    PASS,
    FAIL,
    /// No probe could look.
    UNPROVED
  }

  /// @param words why, such as `2 findings`
  public record Line(ChecklistItem item, State state, String words) {}

  private Checklist() {}

  public static List<Line> of(AuditReport report) {
    return Stream.of(ChecklistItem.values()).map(item -> line(item, report)).toList();
  }

  private static Line line(ChecklistItem item, AuditReport report) {
    return switch (item) {
      case SECURITY -> security(report);
      case ENDPOINTS -> endpoints(report);
      case PROTECTED, ISOLATION, VALIDATION, ERRORS, CORS, PAGES, DOCUMENTATION, SECRETS ->
          byProbes(item, report);
    };
  }

  private static Line security(AuditReport report) {
    long bad = report.count(Severity.CRITICAL) + report.count(Severity.HIGH);
    if (bad > 0) {
      return new Line(ChecklistItem.SECURITY, State.FAIL, counted(bad, "finding"));
    }
    State state = report.ended().isEmpty() ? State.PASS : State.UNPROVED;
    return new Line(ChecklistItem.SECURITY, state, report.ended());
  }

  private static Line endpoints(AuditReport report) {
    String words = report.called() + " of " + report.operations() + " operations";
    // With --safe some are not called on purpose.
    State others = report.safe() ? State.UNPROVED : State.FAIL;
    State all = report.called() == report.operations() ? State.PASS : others;
    boolean asked =
        report.results().stream().anyMatch(each -> each.proves().contains(ChecklistItem.ENDPOINTS));
    return new Line(ChecklistItem.ENDPOINTS, asked ? all : State.UNPROVED, words);
  }

  private static Line byProbes(ChecklistItem item, AuditReport report) {
    List<Result> proving =
        report.results().stream().filter(each -> each.proves().contains(item)).toList();
    long findings =
        proving.stream()
            .flatMap(each -> each.findings().stream())
            .filter(each -> each.severity() != Severity.INFO)
            .count();
    if (findings > 0) {
      return new Line(item, State.FAIL, counted(findings, "finding"));
    }
    long held = proving.stream().filter(Checklist::isProof).count();
    return held == 0
        ? new Line(item, State.UNPROVED, "nothing that could be looked at")
        : new Line(item, State.PASS, counted(held, "probe"));
  }

  private static boolean isProof(Result result) {
    return switch (result.verdict()) {
      case Verdict.Held _, Verdict.Broken _ -> true;
      case Verdict.NotApplicable _, Verdict.Unfinished _ -> false;
    };
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
