package dev.freehold.audit.report;

import dev.freehold.audit.Finding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.Result;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;

/// For a person.
public final class TextReport {
  private final PrintWriter out;
  private final BinaryOperator<String> paint;

  /// @param paint of a style (`bold`, `red`, `yellow`) and a text; the text alone where there is no colour
  public TextReport(PrintWriter out, BinaryOperator<String> paint) {
    this.out = out;
    this.paint = paint;
  }

  public void print(AuditReport report) {
    out.println(
        paint.apply("bold", "Audit of " + Shown.line(report.title()) + " at " + report.url())
            + (report.safe() ? " (safe)" : ""));
    out.println();
    Checklist.of(report).forEach(this::line);
    List<Finding> findings = report.findings();
    int number = 0;
    for (Finding each : findings) {
      finding(++number, each);
    }
    out.println();
    unproved(report);
    list("Not as complete as it could be:", report.notes());
    list("Left on the server:", report.left());
    if (!report.ended().isEmpty()) {
      out.println(paint.apply("red", "Ended early: " + Shown.line(report.ended())));
    }
    out.println(summary(report));
  }

  private void line(Checklist.Line line) {
    String mark =
        switch (line.state()) {
          case PASS -> "pass";
          case FAIL -> paint.apply("red", "FAIL");
          case UNPROVED -> paint.apply("yellow", "  ? ");
        };
    out.println(
        "  "
            + mark
            + "  "
            + line.item().words()
            + (line.words().isEmpty() ? "" : "  (" + Shown.line(line.words()) + ")"));
  }

  private void finding(int number, Finding finding) {
    String severity = Shown.severity(finding);
    boolean bad = finding.severity().compareTo(Severity.HIGH) <= 0;
    out.println();
    out.println(
        paint.apply(bad ? "red" : "yellow", severity)
            + "  "
            + paint.apply("bold", number + ". " + Shown.line(finding.title())));
    row("where", finding.operation());
    row("seen", finding.detail());
    finding
        .evidence()
        .ifPresent(
            exchange -> {
              row("request", exchange.curl());
              row("answer", Shown.answer(exchange));
            });
    row("why", Shown.why(finding));
    row("mend", finding.mend());
    row("probe", finding.probe());
  }

  private void row(String left, String right) {
    if (!right.isBlank()) {
      out.println(String.format(Locale.ROOT, "      %-8s %s", left, Shown.line(right)));
    }
  }

  private void unproved(AuditReport report) {
    list(
        "Not looked at:",
        report.results().stream().flatMap(each -> reason(each).stream()).toList());
  }

  private static List<String> reason(Result result) {
    return switch (result.verdict()) {
      case Verdict.NotApplicable(String why) -> List.of(result.id() + ": " + why);
      case Verdict.Unfinished(String why) -> List.of(result.id() + ": not finished: " + why);
      case Verdict.Held _, Verdict.Broken _ -> List.of();
    };
  }

  private void list(String head, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println(head);
      lines.forEach(each -> out.println("  " + Shown.line(each)));
      out.println();
    }
  }

  private static String summary(AuditReport report) {
    StringBuilder text = new StringBuilder("Score " + report.score() + " of 100: ");
    for (Severity each : Severity.values()) {
      if (each != Severity.INFO || report.count(each) > 0) {
        text.append(report.count(each)).append(' ').append(each.word()).append(", ");
      }
    }
    return text.append(report.requests())
        .append(" requests in ")
        .append(String.format(Locale.ROOT, "%.1f s", report.time().toMillis() / 1000.0))
        .toString();
  }
}
