package dev.freehold.audit.report;

import dev.freehold.audit.Finding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.run.AuditReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// SARIF 2.1.0 (OASIS), as code hosts read it. A finding of a live server has no file; its place is the operation.
public final class SarifReport {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private SarifReport() {}

  /// @param version of this program
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
                            .put("executionSuccessful", report.ended().isEmpty())
                            .put("startTimeUtc", report.start().toString())))
            .put("results", results);
    return new JsonObject()
            .put("$schema", SCHEMA)
            .put("version", "2.1.0")
            .put("runs", new JsonArray(List.of(run)))
            .encodePrettily()
        + "\n";
  }

  private static JsonObject text(String words) {
    return new JsonObject().put("text", words);
  }

  private static JsonObject result(Finding finding, String url) {
    String message =
        finding.title()
            + " ("
            + finding.operation()
            + "): "
            + finding.detail()
            + ". "
            + finding.mend()
            + finding.evidence().map(e -> "\n" + e.curl() + "\n" + Shown.answer(e)).orElse("");
    JsonObject location =
        new JsonObject()
            .put(
                "physicalLocation",
                new JsonObject().put("artifactLocation", new JsonObject().put("uri", url)))
            .put(
                "logicalLocations",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("fullyQualifiedName", finding.operation())
                            .put("kind", "resource")));
    return new JsonObject()
        .put("ruleId", finding.probe())
        .put("level", level(finding.severity()))
        .put("message", text(message))
        .put("locations", new JsonArray().add(location))
        .put("properties", JsonReport.finding(finding));
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW, INFO -> "note";
    };
  }
}
