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
import dev.freehold.audit.probe.input.MassAssignmentProbe.InjectedProperty;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// Sends a property that the description does not have, and checks whether it is refused, ignored
/// or stored.
public final class UnknownPropertyProbe extends AbstractProbe {
  public UnknownPropertyProbe() {
    super(
        "input.unknown-property",
        "an undocumented property is refused",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      Optional<DescribedOperation> create = collection.create();
      Optional<JsonObject> sample =
          create.flatMap(_ -> site.sampleBody(collection, site.userA(), true));
      if (create.isPresent() && sample.isPresent()) {
        ask(site, collection, create.get(), sample.get(), findings);
      }
    }
    return findings.verdict("no row could be created");
  }

  private static void ask(
      Site site,
      ResourceCollection collection,
      DescribedOperation create,
      JsonObject sample,
      FindingCollector findings) {
    InjectedProperty unknown = InjectedProperty.unknown();
    ClientRequest call =
        ClientRequest.of("POST", site.target(create, site.pathValues(create, site.userA())));
    AuditExchange exchange = site.send(site.userA(), call.json(unknown.into(sample)));
    Optional<AuditRow> made = site.trackCreatedRow(collection, exchange);
    if (!exchange.isSuccess()) {
      findings.countCheck();
      return;
    }
    boolean kept =
        MassAssignmentProbe.kept(site, exchange, made, unknown).map(unknown::isIn).orElse(false);
    boolean allowed =
        collection.body().map(body -> body.additionalProperties().isPresent()).orElse(false);
    if (kept && allowed) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        kept ? Severity.HIGH : Severity.LOW,
        kept
            ? "Mass assignment: an undocumented property is stored and returned"
            : "An undocumented property is ignored",
        create,
        exchange.status() + " for a body with " + unknown.name(),
        exchange,
        Weakness.MASS_ASSIGNMENT,
        "Refuse undocumented properties (Pydantic: `extra=\"forbid\"`). Otherwise a misspelled"
            + " property is silently lost.");
  }
}
