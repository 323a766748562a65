package dev.freehold.audit.report;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditCoverage;
import dev.freehold.audit.run.AuditCoverage.OperationReach;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import dev.freehold.audit.run.Checklist;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The report as JSON, with all data of the other formats.
public final class JsonReportWriter {
  private JsonReportWriter() {}

  public static String write(AuditReport report) {
    JsonObject counts = new JsonObject();
    Stream.of(Severity.values()).forEach(each -> counts.put(each.label(), report.count(each)));
    return ReportSanitizer.json(
        new JsonObject()
                .put("format", 2)
                .put("url", report.url())
                .put("title", report.title())
                .put("version", report.version())
                .put("startedAt", report.start().toString())
                .put("seconds", report.time().toMillis() / 1000.0)
                .put("requests", report.requests())
                .put("safe", report.safe())
                .put("score", report.score().isPresent() ? report.score().getAsInt() : null)
                .put("failed", report.isFailed())
                .put("counts", counts)
                .put("checklist", array(Checklist.of(report).stream().map(JsonReportWriter::line)))
                .put("coverage", coverage(report))
                .put("findings", array(report.findings().stream().map(JsonReportWriter::finding)))
                .put("probes", array(report.results().stream().map(JsonReportWriter::probe)))
                .put("notes", new JsonArray(List.copyOf(report.notes())))
                .put("left", new JsonArray(List.copyOf(report.leftovers())))
                .put("endedEarly", report.abortReason().isEmpty() ? null : report.abortReason())
                .encodePrettily()
            + "\n");
  }

  private static JsonArray array(Stream<JsonObject> objects) {
    JsonArray array = new JsonArray();
    objects.forEach(array::add);
    return array;
  }

  static JsonObject line(Checklist.ChecklistResult checklistResult) {
    return new JsonObject()
        .put("item", word(checklistResult.item()))
        .put("words", checklistResult.item().label())
        .put("state", checklistResult.state().label())
        .put("detail", checklistResult.detail());
  }

  /// The figures and each operation.
  static JsonObject coverage(AuditReport report) {
    AuditCoverage coverage = report.coverage();
    JsonObject probes = new JsonObject();
    CoverageText.probes(report).forEach(probes::put);
    JsonObject lines = new JsonObject();
    coverage
        .lines()
        .forEach(
            (item, reach) ->
                lines.put(
                    word(item),
                    new JsonObject()
                        .put("reached", reach.reached())
                        .put("of", reach.total())
                        .put("unit", reach.unit())
                        .put("missed", new JsonArray(List.copyOf(reach.missed())))));
    return new JsonObject()
        .put("percent", coverage.percent())
        .put("opened", coverage.count(OperationReach::isOpened))
        .put("countable", coverage.countable())
        .put("openedAsA", coverage.count(OperationReach::openedAsA))
        .put("openedAsB", coverage.count(OperationReach::openedAsB))
        .put("openedAsNobody", coverage.count(OperationReach::openedAsNobody))
        .put("openedWithBody", coverage.count(OperationReach::openedWithBody))
        .put("rowsCreated", coverage.rowsCreated())
        .put("rowsRead", coverage.rowsRead())
        .put("rowsChanged", coverage.rowsChanged())
        .put("probes", probes)
        .put("lines", lines)
        .put("operations", array(coverage.operations().stream().map(JsonReportWriter::operation)));
  }

  private static JsonObject operation(OperationReach reach) {
    return new JsonObject()
        .put("operation", reach.operation())
        .put("expected", reach.expected())
        .put("answered", reach.answered())
        .put("openedAsA", reach.openedAsA())
        .put("openedAsB", reach.openedAsB())
        .put("openedAsNobody", reach.openedAsNobody())
        .put("openedWithBody", reach.openedWithBody());
  }

  private static String word(ChecklistItem item) {
    return item.name().toLowerCase(Locale.ROOT);
  }

  /// The finding as its first place shows it, and all its places.
  static JsonObject finding(AuditFinding finding) {
    return place(finding)
        .put("owasp", finding.weakness().owasp())
        .put("asvs", finding.weakness().asvs())
        .put("wfc", finding.weakness().wfc())
        .put("mend", finding.remediation())
        .put("places", array(finding.places().stream().map(JsonReportWriter::place)));
  }

  private static JsonObject place(AuditFinding place) {
    JsonObject json =
        new JsonObject()
            .put("probe", place.probe())
            .put("severity", place.severity().label())
            .put("title", place.title())
            .put("operation", place.operation())
            .put("detail", place.detail());
    place
        .evidence()
        .ifPresent(
            exchange ->
                json.put("as", exchange.user().label())
                    .put("curl", exchange.curl())
                    .put("status", exchange.status())
                    .put("answer", ReportSanitizer.answer(exchange)));
    return json;
  }

  private static JsonObject probe(ProbeResult result) {
    JsonObject json =
        new JsonObject()
            .put("id", result.id())
            .put("title", result.title())
            .put("proves", array(result.checklistItems()));
    return switch (result.verdict()) {
      case ProbeVerdict.Passed(int checks) -> json.put("verdict", "held").put("checks", checks);
      case ProbeVerdict.Failed(List<AuditFinding> findings) ->
          json.put("verdict", "broken").put("findings", findings.size());
      case ProbeVerdict.NotApplicable(String why) ->
          json.put("verdict", "not applicable").put("why", why);
      case ProbeVerdict.Unfinished(String why) -> json.put("verdict", "unfinished").put("why", why);
      case ProbeVerdict.Skipped(String why) -> json.put("verdict", "not run").put("why", why);
    };
  }

  private static JsonArray array(java.util.Set<ChecklistItem> items) {
    return new JsonArray(items.stream().sorted().map(JsonReportWriter::word).toList());
  }
}
