package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.NestedResource;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Optional;

/// BOLA through a parent row: `/projects/{id}/tasks` and `/projects/{id}?include=tasks`.
///
/// Where everybody may read the row above, what hangs below it may still be each person's own.
public final class BolaNestedProbe extends AbstractProbe {
  public BolaNestedProbe() {
    super(
        "access.nested-foreign",
        "rows below another row are a person's own",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (NestedResource below : NestedResource.all(site)) {
      if (DeclaredAccess.allowsEveryUserToRead(below.children())) {
        continue;
      }
      for (AuditUser person : List.of(site.userB(), site.anonymous())) {
        below.nested().ifPresent(nested -> look(site, below, person, nested, findings));
        below.included().ifPresent(read -> look(site, below, person, read, findings));
      }
    }
    return findings.verdict("no rows below others that can be made");
  }

  private static void look(
      Site site,
      NestedResource below,
      AuditUser person,
      DescribedOperation operation,
      FindingCollector findings) {
    AuditExchange exchange = site.send(person, below.call(operation));
    Optional<String> seen = RowLeakDetector.find(below.child(), exchange);
    if (seen.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.CRITICAL,
        "another person's rows can be read by way of the row above them",
        operation,
        exchange.status() + " to " + person + ": " + seen.get(),
        exchange,
        Weakness.BROKEN_OBJECT_AUTHORIZATION,
        "Hold a nested list and each relation that is included to the same condition as the list"
            + " itself: rows of the person of the token.");
  }
}
