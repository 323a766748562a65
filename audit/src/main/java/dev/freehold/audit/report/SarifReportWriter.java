package dev.freehold.audit.report;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.Checklist;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/// The report as SARIF 2.1.0 (OASIS). The locations of a finding are the operations that show it: a
/// change at each of them mends it.
public final class SarifReportWriter {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private SarifReportWriter() {}

  /// @param version the version of this program
  public static String write(AuditReport report, String version) {
    JsonArray rules = new JsonArray();
    report
        .results()
        .forEach(
            result ->
                rules.add(
                    new JsonObject()
                        .put("id", result.id())
                        .put("shortDescription", text(result.title()))));
    JsonArray results = new JsonArray();
    report.findings().forEach(each -> results.add(result(each, report.url())));
    JsonObject driver =
        new JsonObject().put("name", "freehold audit").put("version", version).put("rules", rules);
    JsonObject run =
        new JsonObject()
            .put("tool", new JsonObject().put("driver", driver))
            .put(
                "invocations",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("executionSuccessful", report.abortReason().isEmpty())
                            .put("startTimeUtc", report.start().toString())))
            .put("results", results)
            .put("properties", properties(report));
    return ReportSanitizer.json(
        new JsonObject()
                .put("$schema", SCHEMA)
                .put("version", "2.1.0")
                .put("runs", new JsonArray(List.of(run)))
                .encodePrettily()
            + "\n");
  }

  /// Score, checklist and coverage, which SARIF has no place for.
  private static JsonObject properties(AuditReport report) {
    JsonArray lines = new JsonArray();
    Checklist.of(report).forEach(each -> lines.add(JsonReportWriter.line(each)));
    return new JsonObject()
        .put("score", report.score().isPresent() ? report.score().getAsInt() : null)
        .put("checklist", lines)
        .put("coverage", JsonReportWriter.coverage(report));
  }

  private static JsonObject text(String words) {
    return new JsonObject().put("text", words);
  }

  private static JsonObject result(AuditFinding finding, String url) {
    String message =
        finding.title()
            + " ("
            + finding.operation()
            + "): "
            + finding.detail()
            + ". "
            + finding.remediation()
            + finding
                .evidence()
                .map(e -> "\n" + e.curl() + "\n" + ReportSanitizer.answer(e))
                .orElse("")
            + finding.others().stream()
                .map(place -> "\nAlso " + ReportSanitizer.place(finding, place))
                .collect(Collectors.joining());
    JsonArray locations = new JsonArray();
    finding.places().stream()
        .map(AuditFinding::operation)
        .distinct()
        .forEach(operation -> locations.add(location(operation, url)));
    return new JsonObject()
        .put("ruleId", finding.probe())
        .put("level", level(finding.severity()))
        .put("message", text(message))
        .put("locations", locations)
        .put("properties", JsonReportWriter.finding(finding));
  }

  private static JsonObject location(String operation, String url) {
    return new JsonObject()
        .put(
            "physicalLocation",
            new JsonObject().put("artifactLocation", new JsonObject().put("uri", url)))
        .put(
            "logicalLocations",
            new JsonArray()
                .add(
                    new JsonObject().put("fullyQualifiedName", operation).put("kind", "resource")));
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW, INFO -> "note";
    };
  }
}
