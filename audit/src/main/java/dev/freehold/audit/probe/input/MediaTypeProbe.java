package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.BaselineCreate;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/// Checks that a body is read only as the media type that it declares.
public final class MediaTypeProbe extends AbstractProbe {
  private static final Weakness SIMPLE = Weakness.misconfiguration("3.5.1");

  private final FindingCollector findings = new FindingCollector(this);

  public MediaTypeProbe() {
    super(
        "input.media-type",
        "a body with another media type is refused",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (BaselineCreate baseline : BaselineCreate.all(site)) {
      // A page of another origin can send these without a preflight (Fetch, "CORS-safelisted").
      for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
        refused(
            baseline, type, call -> call.body(type, baseline.fresh().encode()), Severity.MEDIUM);
      }
      refused(
          baseline,
          "application/xml",
          call -> call.body("application/xml", baseline.fresh().encode()),
          Severity.LOW);
      refused(
          baseline,
          "no media type",
          call -> call.body(baseline.fresh().encode().getBytes(StandardCharsets.UTF_8)),
          Severity.LOW);
      taken(baseline, "application/json; charset=utf-8");
      accept(site, baseline);
    }
    return findings.verdict("no row could be created");
  }

  private void refused(
      BaselineCreate baseline,
      String type,
      UnaryOperator<ClientRequest> filled,
      Severity severity) {
    boolean described =
        baseline
            .operation()
            .body()
            .map(body -> body.content().schemas().containsKey(type))
            .orElse(false);
    if (described) {
      return;
    }
    AuditExchange exchange = baseline.send(filled);
    findings.countCheck();
    if (exchange.isSuccess()) {
      findings.addFinding(
          severity,
          "JSON is accepted under another media type",
          baseline.operation(),
          type + " got " + exchange.status(),
          exchange,
          severity == Severity.MEDIUM ? SIMPLE : Weakness.INPUT_VALIDATION,
          "Return 415 unless Content-Type is application/json: an HTML form of another site can"
              + " send the other types.");
    }
  }

  private void taken(BaselineCreate baseline, String type) {
    JsonObject body = baseline.fresh();
    AuditExchange exchange = baseline.send(call -> call.body(type, body.encode()));
    findings.countCheck();
    if (exchange.status() == 415) {
      findings.addFinding(
          Severity.LOW,
          "JSON with a charset parameter is refused",
          baseline.operation(),
          type + " got 415",
          exchange,
          Weakness.INPUT_VALIDATION,
          "Accept the parameter charset=utf-8: many clients send it.");
    }
  }

  private void accept(Site site, BaselineCreate baseline) {
    AuditExchange exchange =
        site.send(
            site.userA(),
            ClientRequest.get(baseline.target())
                .header("Accept", "application/xml;q=0.9, text/html"));
    findings.countCheck();
    String type = exchange.answer().mediaType();
    if (exchange.isSuccess() && exchange.answer().length() > 0 && type.equals("text/html")) {
      findings.addFinding(
          Severity.MEDIUM,
          "Rows are returned as an HTML page",
          "GET " + baseline.collection(),
          "Accept: text/html got text/html",
          exchange,
          Weakness.misconfiguration("1.2.1"),
          "Return JSON, or 406.");
    }
  }
}
