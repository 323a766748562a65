package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.NestedResource;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    for (AuditUser user : List.of(site.userB(), site.anonymous())) {
      ForeignRows rows = new ForeignRows(site, user);
      for (NestedResource below : NestedResource.all(site, rows::hidden)) {
        Stream.of(below.nested(), below.included())
            .flatMap(Optional::stream)
            .forEach(
                operation ->
                    rows.calls(below.child(), below.call(operation))
                        .forEach(call -> look(site, below, user, operation, call, findings)));
      }
    }
    return findings.verdict("no child row could be created");
  }

  private static void look(
      Site site,
      NestedResource below,
      AuditUser user,
      DescribedOperation operation,
      ClientRequest call,
      FindingCollector findings) {
    AuditExchange exchange = site.send(user, call);
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
