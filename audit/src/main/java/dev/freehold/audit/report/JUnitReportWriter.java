package dev.freehold.audit.report;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditCoverage;
import dev.freehold.audit.run.AuditCoverage.OperationReach;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import dev.freehold.audit.run.Checklist;
import dev.freehold.client.JUnitXmlWriter;
import dev.freehold.client.JUnitXmlWriter.TestCaseOutcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The report as JUnit XML: one test per probe, which fails on a critical or high finding. The
/// properties of the suite hold the coverage and the checklist.
public final class JUnitReportWriter {
  private JUnitReportWriter() {}

  public static String write(AuditReport report) {
    return JUnitXmlWriter.write(
        "freehold audit " + report.url(),
        properties(report),
        report.results().stream().map(JUnitReportWriter::test).toList());
  }

  private static Map<String, String> properties(AuditReport report) {
    Map<String, String> properties = new LinkedHashMap<>();
    AuditCoverage coverage = report.coverage();
    properties.put("score", report.score().isPresent() ? "" + report.score().getAsInt() : "none");
    properties.put("coverage.percent", "" + coverage.percent());
    properties.put("coverage.openedAsA", "" + coverage.count(OperationReach::openedAsA));
    properties.put("coverage.openedAsB", "" + coverage.count(OperationReach::openedAsB));
    properties.put("coverage.openedAsNobody", "" + coverage.count(OperationReach::openedAsNobody));
    properties.put("coverage.openedWithBody", "" + coverage.count(OperationReach::openedWithBody));
    properties.put("coverage.rowsCreated", "" + coverage.rowsCreated());
    properties.put("coverage.rowsRead", "" + coverage.rowsRead());
    properties.put("coverage.rowsChanged", "" + coverage.rowsChanged());
    for (Checklist.ChecklistResult line : Checklist.of(report)) {
      properties.put(
          "checklist." + line.item().name().toLowerCase(Locale.ROOT),
          ReportSanitizer.line(line.state().label() + ": " + line.detail()));
    }
    return properties;
  }

  private static JUnitXmlWriter.TestCaseResult test(ProbeResult result) {
    String group = "audit." + result.id().replaceFirst("\\..*", "");
    return new JUnitXmlWriter.TestCaseResult(
        group, result.id() + ": " + result.title(), Duration.ZERO, outcome(result));
  }

  private static TestCaseOutcome outcome(ProbeResult result) {
    return switch (result.verdict()) {
      case ProbeVerdict.Passed _ -> new TestCaseOutcome.Passed();
      case ProbeVerdict.Failed(List<AuditFinding> findings) -> failed(findings);
      case ProbeVerdict.NotApplicable(String why) -> new TestCaseOutcome.Skipped(why);
      case ProbeVerdict.Skipped(String why) -> new TestCaseOutcome.Skipped(why);
      case ProbeVerdict.Unfinished(String why) -> new TestCaseOutcome.Errored("not finished", why);
    };
  }

  private static TestCaseOutcome failed(List<AuditFinding> findings) {
    List<AuditFinding> bad =
        findings.stream().filter(each -> each.severity().compareTo(Severity.HIGH) <= 0).toList();
    if (bad.isEmpty()) {
      return new TestCaseOutcome.Skipped(
          findings.stream().map(JUnitReportWriter::head).collect(Collectors.joining("; ")));
    }
    return new TestCaseOutcome.Failed(
        head(bad.getFirst()),
        findings.stream().map(JUnitReportWriter::text).collect(Collectors.joining("\n\n")));
  }

  private static String head(AuditFinding finding) {
    return ReportSanitizer.severity(finding) + " " + ReportSanitizer.line(finding.title());
  }

  private static String text(AuditFinding finding) {
    return head(finding)
        + "\nwhere: "
        + ReportSanitizer.line(finding.operation())
        + "\ndetail: "
        + ReportSanitizer.line(finding.detail())
        + finding
            .evidence()
            .map(e -> "\nrequest: " + e.curl() + "\nresponse: " + ReportSanitizer.answer(e))
            .orElse("")
        + "\nrefs: "
        + ReportSanitizer.why(finding)
        + "\nremedy: "
        + finding.remediation();
  }
}
