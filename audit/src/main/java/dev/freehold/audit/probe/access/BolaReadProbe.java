package dev.freehold.audit.probe.access;

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
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// BOLA: `GET` of a row of another user by its id, also with headers and parameters that name the
/// owner.
public final class BolaReadProbe extends AbstractProbe {
  private static final List<String> BELIEVED =
      List.of("X-User-Id", "X-User", "X-Authenticated-User", "X-Forwarded-User");

  public BolaReadProbe() {
    super(
        "access.read-foreign",
        "only its owner can read a row by id",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    ForeignRows rows = new ForeignRows(site, site.userB());
    for (ResourceCollection collection : site.collections()) {
      if (collection.read().isPresent()) {
        rows.hidden(collection)
            .filter(row -> row.target().isPresent())
            .ifPresent(row -> read(site, row, rows, findings));
      }
    }
    return findings.verdict("no owned row could be created and read by id");
  }

  private static void read(Site site, AuditRow row, ForeignRows rows, FindingCollector findings) {
    for (ClientRequest call : calls(row, row.target(row.collection().read().orElseThrow()), rows)) {
      AuditExchange exchange = site.send(site.userB(), call);
      Optional<String> seen = RowLeakDetector.find(row, exchange);
      if (seen.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "Broken object level authorization: a row of another user is readable by id",
            row.collection().read().orElseThrow(),
            exchange.status() + " for user B: " + seen.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            "Look the row up by id and owner in one WHERE clause, and return 404 if there is no"
                + " match.");
        return;
      }
      findings.countCheck();
    }
  }

  private static List<ClientRequest> calls(AuditRow row, String target, ForeignRows rows) {
    List<ClientRequest> calls = new ArrayList<>(rows.calls(row, ClientRequest.get(target)));
    rows.belowOwnParent(row, row.collection().read().orElseThrow())
        .ifPresent(below -> calls.add(ClientRequest.get(below)));
    String owner = row.owner().id();
    if (owner != null) {
      BELIEVED.forEach(header -> calls.add(ClientRequest.get(target).header(header, owner)));
      RowLeakDetector.ownerName(row.responseBody())
          .ifPresent(n -> calls.add(ClientRequest.get(target).query(n, owner)));
    }
    return calls;
  }
}
