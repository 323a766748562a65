package dev.freehold.audit.report;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Finding;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditReport.Result;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// For a program: everything that the other forms show.
public final class JsonReport {
  private JsonReport() {}

  public static String write(AuditReport report) {
    JsonObject counts = new JsonObject();
    Stream.of(Severity.values()).forEach(each -> counts.put(each.word(), report.count(each)));
    return new JsonObject()
            .put("format", 1)
            .put("url", report.url())
            .put("title", report.title())
            .put("version", report.version())
            .put("startedAt", report.start().toString())
            .put("seconds", report.time().toMillis() / 1000.0)
            .put("requests", report.requests())
            .put("safe", report.safe())
            .put("score", report.score())
            .put("failed", report.isFailed())
            .put("counts", counts)
            .put("checklist", array(Checklist.of(report).stream().map(JsonReport::line)))
            .put("findings", array(report.findings().stream().map(JsonReport::finding)))
            .put("probes", array(report.results().stream().map(JsonReport::probe)))
            .put("notes", new JsonArray(List.copyOf(report.notes())))
            .put("left", new JsonArray(List.copyOf(report.left())))
            .put("endedEarly", report.ended().isEmpty() ? null : report.ended())
            .encodePrettily()
        + "\n";
  }

  private static JsonArray array(Stream<JsonObject> objects) {
    JsonArray array = new JsonArray();
    objects.forEach(array::add);
    return array;
  }

  private static JsonObject line(Checklist.Line line) {
    return new JsonObject()
        .put("item", word(line.item()))
        .put("words", line.item().words())
        .put("state", line.state().name().toLowerCase(Locale.ROOT))
        .put("detail", line.words());
  }

  private static String word(ChecklistItem item) {
    return item.name().toLowerCase(Locale.ROOT);
  }

  static JsonObject finding(Finding finding) {
    JsonObject json =
        new JsonObject()
            .put("probe", finding.probe())
            .put("severity", finding.severity().word())
            .put("title", finding.title())
            .put("operation", finding.operation())
            .put("detail", finding.detail())
            .put("owasp", finding.why().owasp())
            .put("asvs", finding.why().asvs())
            .put("wfc", finding.why().wfc())
            .put("mend", finding.mend());
    finding
        .evidence()
        .ifPresent(
            exchange ->
                json.put("as", exchange.person().label())
                    .put("curl", exchange.curl())
                    .put("status", exchange.status())
                    .put("answer", Shown.answer(exchange)));
    return json;
  }

  private static JsonObject probe(Result result) {
    JsonObject json =
        new JsonObject()
            .put("id", result.id())
            .put("title", result.title())
            .put("proves", array(result.proves()));
    return switch (result.verdict()) {
      case Verdict.Held(int checks) -> json.put("verdict", "held").put("checks", checks);
      case Verdict.Broken(List<Finding> findings) ->
          json.put("verdict", "broken").put("findings", findings.size());
      case Verdict.NotApplicable(String why) ->
          json.put("verdict", "not applicable").put("why", why);
      case Verdict.Unfinished(String why) -> json.put("verdict", "unfinished").put("why", why);
    };
  }

  private static JsonArray array(java.util.Set<ChecklistItem> items) {
    return new JsonArray(items.stream().sorted().map(JsonReport::word).toList());
  }
}
