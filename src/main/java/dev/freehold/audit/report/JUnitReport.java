package dev.freehold.audit.report;

import dev.freehold.audit.Finding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.Result;
import dev.freehold.report.JUnitXml;
import dev.freehold.report.JUnitXml.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// For a CI server: a test for each probe, which fails as the command does, on what is critical or high.
public final class JUnitReport {
  private JUnitReport() {}

  public static String write(AuditReport report) {
    return JUnitXml.write(
        "freehold audit " + report.url(),
        report.results().stream().map(JUnitReport::test).toList());
  }

  private static JUnitXml.Test test(Result result) {
    String group = "audit." + result.id().replaceFirst("\\..*", "");
    return new JUnitXml.Test(
        group, result.id() + ": " + result.title(), Duration.ZERO, outcome(result));
  }

  private static Outcome outcome(Result result) {
    return switch (result.verdict()) {
      case Verdict.Held _ -> new Outcome.Passed();
      case Verdict.Broken(List<Finding> findings) -> failed(findings);
      case Verdict.NotApplicable(String why) -> new Outcome.Skipped(why);
      case Verdict.Unfinished(String why) -> new Outcome.Broken("not finished", why);
    };
  }

  private static Outcome failed(List<Finding> findings) {
    List<Finding> bad =
        findings.stream().filter(each -> each.severity().compareTo(Severity.HIGH) <= 0).toList();
    if (bad.isEmpty()) {
      return new Outcome.Skipped(
          findings.stream().map(JUnitReport::head).collect(Collectors.joining("; ")));
    }
    return new Outcome.Failed(
        head(bad.getFirst()),
        findings.stream().map(JUnitReport::text).collect(Collectors.joining("\n\n")));
  }

  private static String head(Finding finding) {
    return Shown.severity(finding) + " " + Shown.line(finding.title());
  }

  private static String text(Finding finding) {
    return head(finding)
        + "\nwhere: "
        + Shown.line(finding.operation())
        + "\nseen: "
        + Shown.line(finding.detail())
        + finding
            .evidence()
            .map(e -> "\nrequest: " + e.curl() + "\nanswer: " + Shown.answer(e))
            .orElse("")
        + "\nwhy: "
        + Shown.why(finding)
        + "\nmend: "
        + finding.mend();
  }
}
