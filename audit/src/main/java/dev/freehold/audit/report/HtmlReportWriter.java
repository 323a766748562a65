package dev.freehold.audit.report;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.Checklist;
import java.util.List;

/// The report as one HTML file, without scripts and external resources; a CSP forbids both.
public final class HtmlReportWriter {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\
      """;

  private static final String STYLE =
      """
      </title>
      <style>
      :root { color-scheme: light dark }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      table { border-collapse: collapse } td { padding: .1rem .8rem .1rem 0; vertical-align: top }
      pre { overflow-x: auto; padding: .6rem; border: 1px solid #8886; white-space: pre-wrap; overflow-wrap: anywhere }
      .fail, .critical, .high { color: #c62828 } .pass { color: #2e7d32 } .partly, .not, .medium { color: #b26a00 }
      </style>
      """;

  private final StringBuilder out = new StringBuilder();

  private HtmlReportWriter() {}

  public static String write(AuditReport report) {
    HtmlReportWriter page = new HtmlReportWriter();
    page.page(report);
    return page.out.toString();
  }

  private void page(AuditReport report) {
    String title = escaped("Audit of " + report.title() + " at " + report.url());
    out.append(HEAD).append(title).append(STYLE).append("<h1>").append(title).append("</h1>\n");
    out.append("<p>").append(escaped(CoverageText.score(report))).append("; ");
    out.append(report.requests()).append(" requests on ").append(report.start()).append("</p>\n");
    if (!report.abortReason().isEmpty()) {
      element("p class=\"fail\"", "Ended early: " + report.abortReason());
    }
    out.append("<h2>Checklist</h2>\n<table>\n");
    for (Checklist.ChecklistResult checklistResult : Checklist.of(report)) {
      String state = checklistResult.state().label();
      out.append("<tr><td class=\"").append(state).append("\">").append(state);
      out.append("<td>").append(escaped(checklistResult.item().label()));
      out.append("<td>").append(escaped(checklistResult.detail())).append("\n");
    }
    out.append("</table>\n");
    list("Coverage", CoverageText.lines(report));
    out.append("<h2>Findings</h2>\n");
    if (report.findings().isEmpty()) {
      out.append("<p>None.</p>\n");
    }
    report.findings().forEach(this::finding);
    list("Not opened by user A or B", CoverageText.unopened(report));
    list("No row of user A that user B could try", CoverageText.untried(report));
    list("Not applicable, not finished or not run", CoverageText.reasons(report));
    list("Notes", report.notes());
    list("Left on the server", report.leftovers());
    out.append("</html>\n");
  }

  private void finding(AuditFinding finding) {
    out.append("<h3><span class=\"")
        .append(finding.severity().label())
        .append("\">")
        .append(ReportSanitizer.severity(finding))
        .append("</span> ")
        .append(escaped(finding.title()))
        .append("</h3>\n");
    element("p", finding.operation() + ": " + finding.detail());
    evidence(finding);
    for (AuditFinding place : finding.others()) {
      element("p", "Also " + ReportSanitizer.place(finding, place));
      evidence(place);
    }
    element("p", ReportSanitizer.why(finding));
    element("p", "Remedy: " + finding.remediation());
  }

  private void evidence(AuditFinding place) {
    place
        .evidence()
        .ifPresent(
            exchange -> {
              element("pre", exchange.curl());
              element("pre", ReportSanitizer.answer(exchange));
            });
  }

  private void list(String head, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append("<h2>").append(head).append("</h2>\n<ul>\n");
    lines.forEach(each -> element("li", each));
    out.append("</ul>\n");
  }

  private void element(String open, String text) {
    String name = open.replaceFirst(" .*", "");
    out.append('<').append(open).append('>').append(escaped(text));
    out.append("</").append(name).append(">\n");
  }

  private static String escaped(String text) {
    return ReportSanitizer.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
