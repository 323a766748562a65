package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// Stores text that could run in the browser of another user: markup in a page, line breaks in a
/// header.
public final class MarkupInjectionProbe extends AbstractProbe {
  private static final String INJECTED = "X-Audit-Injected";
  private static final Weakness SCRIPT = new Weakness("API8:2023", "1.2.1", "F200");

  public MarkupInjectionProbe() {
    super(
        "input.markup",
        "client text is returned neither as markup nor as a header",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    String word = NonexistentValue.randomWord();
    String script = "<script>alert('" + word + "')</script>";
    String line = word + "\r\n" + INJECTED + ": " + word;
    for (ResourceCollection collection : site.collections()) {
      site.anyRow(collection, site.userA())
          .ifPresent(
              row -> {
                for (String text : List.of(script, line)) {
                  stored(site, row, text, word, findings);
                }
                reflected(site, row, script, line, word, findings);
              });
    }
    for (String target :
        List.of("/" + ClientRequest.encode(script), "/" + ClientRequest.encode(line))) {
      judge(findings, "any path", site.send(site.anonymous(), ClientRequest.get(target)), word);
    }
    return findings.verdict("");
  }

  /// Uses the first property that accepts the text.
  private static void stored(
      Site site, AuditRow like, String text, String word, FindingCollector findings) {
    ResourceCollection collection = like.collection();
    for (String name : like.requestBody().fieldNames()) {
      if (!(like.requestBody().getValue(name) instanceof String sent)
          || !sent.contains(like.marker())) {
        continue;
      }
      Optional<AuditRow> row =
          site.createRow(collection, site.userA(), new JsonObject().put(name, text));
      if (row.isPresent()) {
        judge(
            findings,
            collection,
            site.send(site.userA(), ClientRequest.get(row.get().listTarget())),
            word);
        if (collection.read().isPresent() && row.get().target().isPresent()) {
          ClientRequest read = ClientRequest.get(row.get().target().get());
          judge(findings, collection, site.send(site.userA(), read), word);
          judge(
              findings,
              collection,
              site.send(site.userA(), read.header("Accept", "text/html")),
              word);
        }
        return;
      }
    }
  }

  private static void reflected(
      Site site, AuditRow row, String script, String line, String word, FindingCollector findings) {
    ClientRequest list = ClientRequest.get(row.listTarget());
    for (String text : List.of(script, line)) {
      for (String name : List.of("q", "sort", "callback", "redirect", "lang")) {
        judge(findings, row.collection(), site.send(site.userA(), list.query(name, text)), word);
      }
      judge(
          findings,
          row.collection(),
          site.send(
              site.userA(), ClientRequest.get(row.listTarget() + "/" + ClientRequest.encode(text))),
          word);
    }
  }

  private static void judge(
      FindingCollector findings, Object operation, AuditExchange exchange, String word) {
    if (exchange.answer().header(INJECTED).isPresent()) {
      findings.addFinding(
          Severity.HIGH,
          "Header injection: client text adds a response header",
          operation,
          exchange.status() + " with the header " + INJECTED,
          exchange,
          new Weakness("API8:2023", "1.2.1", null),
          "Refuse CR, LF and NUL in every value that is written to a header.");
    }
    boolean page = exchange.answer().mediaType().contains("html");
    if (page && exchange.answer().text().contains("<script>alert('" + word)) {
      findings.addFinding(
          Severity.HIGH,
          "Cross-site scripting: client text is returned as a script",
          operation,
          exchange.status() + " as " + exchange.answer().mediaType(),
          exchange,
          SCRIPT,
          "Return JSON with its media type and `X-Content-Type-Options: nosniff`, and escape"
              + " values in HTML.");
    } else {
      findings.countCheck();
    }
  }
}
