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
/// Even if every user may read the parent row, its child rows may be owned.
public final class BolaNestedProbe extends AbstractProbe {
  public BolaNestedProbe() {
    super(
        "access.nested-foreign",
        "child rows reached through a parent row are the caller's own",
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
      for (AuditUser user : List.of(site.userB(), site.anonymous())) {
        below.nested().ifPresent(nested -> look(site, below, user, nested, findings));
        below.included().ifPresent(read -> look(site, below, user, read, findings));
      }
    }
    return findings.verdict("no child row could be created");
  }

  private static void look(
      Site site,
      NestedResource below,
      AuditUser user,
      DescribedOperation operation,
      FindingCollector findings) {
    AuditExchange exchange = site.send(user, below.call(operation));
    Optional<String> seen = RowLeakDetector.find(below.child(), exchange);
    if (seen.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.CRITICAL,
        "Broken object level authorization: rows of another user are readable through the parent"
            + " row",
        operation,
        exchange.status() + " for " + user + ": " + seen.get(),
        exchange,
        Weakness.BROKEN_OBJECT_AUTHORIZATION,
        "Apply the access rule of the list, including the owner from the token, to nested lists"
            + " and to included relations.");
  }
}
