package dev.freehold.audit.report;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.Checklist;
import dev.freehold.audit.run.Checklist.ChecklistState;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;

/// The report as text for a terminal.
public final class TextReportWriter {
  /// The places of one cause that are listed, beside the first.
  private static final int MOST_PLACES = 10;

  private static final int MOST_SEVERE_PLACES = 40;

  private final PrintWriter out;
  private final BinaryOperator<String> paint;

  /// @param paint colors a text with a style (`bold`, `red`, `yellow`); returns the text unchanged
  ///   if there is no color
  public TextReportWriter(PrintWriter out, BinaryOperator<String> paint) {
    this.out = out;
    this.paint = paint;
  }

  public void print(AuditReport report) {
    out.println(
        paint.apply(
                "bold", "Audit of " + ReportSanitizer.line(report.title()) + " at " + report.url())
            + (report.safe() ? " (safe)" : ""));
    out.println();
    Checklist.of(report).forEach(this::line);
    List<AuditFinding> findings = report.findings();
    int number = 0;
    for (AuditFinding each : findings) {
      finding(++number, each);
    }
    out.println();
    list("Coverage:", CoverageText.lines(report));
    list("Not opened by user A or B:", CoverageText.unopened(report));
    list("No row of user A that user B could try:", CoverageText.untried(report));
    list("Not applicable, not finished or not run:", CoverageText.reasons(report));
    list("Incomplete:", report.notes());
    list("Left on the server:", report.leftovers());
    if (!report.abortReason().isEmpty()) {
      out.println(paint.apply("red", "Ended early: " + ReportSanitizer.line(report.abortReason())));
    }
    out.println(summary(report));
  }

  private void line(Checklist.ChecklistResult checklistResult) {
    String mark =
        switch (checklistResult.state()) {
          case PASS -> "pass";
          case FAIL -> paint.apply("red", "FAIL");
          case PARTLY -> paint.apply("yellow", "part");
          case NOT_LOOKED_AT -> paint.apply("yellow", "  ? ");
        };
    out.println(
        "  "
            + mark
            + "  "
            + checklistResult.item().label()
            + "  ("
            + ReportSanitizer.line(reason(checklistResult))
            + ")");
  }

  private static String reason(Checklist.ChecklistResult result) {
    boolean open =
        result.state() == ChecklistState.PARTLY || result.state() == ChecklistState.NOT_LOOKED_AT;
    return open ? result.state().label() + ": " + result.detail() : result.detail();
  }

  private void finding(int number, AuditFinding finding) {
    String severity = ReportSanitizer.severity(finding);
    boolean bad = finding.severity().compareTo(Severity.HIGH) <= 0;
    out.println();
    out.println(
        paint.apply(bad ? "red" : "yellow", severity)
            + "  "
            + paint.apply("bold", number + ". " + ReportSanitizer.line(finding.title())));
    row("where", finding.operation());
    row("detail", finding.detail());
    evidence(finding);
    others(finding, bad ? MOST_SEVERE_PLACES : MOST_PLACES);
    row("refs", ReportSanitizer.why(finding));
    row("remedy", finding.remediation());
    row("probe", String.join(", ", finding.probes()));
  }

  private void evidence(AuditFinding place) {
    place
        .evidence()
        .ifPresent(
            exchange -> {
              row("request", exchange.curl());
              row("response", ReportSanitizer.answer(exchange));
            });
  }

  /// The other places of the cause, with what shows them where it is severe.
  private void others(AuditFinding finding, int most) {
    for (AuditFinding place : finding.others().stream().limit(most).toList()) {
      row("also", ReportSanitizer.place(finding, place));
      if (place.severity().compareTo(Severity.HIGH) <= 0) {
        evidence(place);
      }
    }
    int more = finding.others().size() - most;
    if (more > 0) {
      row("", "… and at " + more + " other places, which --format json lists");
    }
  }

  private void row(String left, String right) {
    if (!right.isBlank()) {
      out.println(String.format(Locale.ROOT, "      %-8s %s", left, ReportSanitizer.line(right)));
    }
  }

  private void list(String head, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println(head);
      lines.forEach(each -> out.println("  " + ReportSanitizer.line(each)));
      out.println();
    }
  }

  private static String summary(AuditReport report) {
    StringBuilder text = new StringBuilder(CoverageText.score(report) + ": ");
    for (Severity each : Severity.values()) {
      if (each != Severity.INFO || report.count(each) > 0) {
        text.append(report.count(each)).append(' ').append(each.label()).append(", ");
      }
    }
    return text.append(report.requests())
        .append(" requests in ")
        .append(String.format(Locale.ROOT, "%.1f s", report.time().toMillis() / 1000.0))
        .toString();
  }
}
