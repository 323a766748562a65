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
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
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
    super("access.read-foreign", "a row is read by its owner only", true, ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      if (collection.read().isEmpty() || DeclaredAccess.allowsEveryUserToRead(collection)) {
        continue;
      }
      site.anyRow(collection, site.userA())
          .filter(row -> row.target().isPresent())
          .ifPresent(row -> read(site, row, findings));
    }
    return findings.verdict("no row that belongs to somebody can be made and read by its id");
  }

  private static void read(Site site, AuditRow row, FindingCollector findings) {
    for (ClientRequest call : calls(row, row.target().orElseThrow())) {
      AuditExchange exchange = site.send(site.userB(), call);
      Optional<String> seen = RowLeakDetector.find(row, exchange);
      if (seen.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "another person's row can be read by its id",
            row.collection().read().orElseThrow(),
            exchange.status() + " to B: " + seen.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            "Look a row up by its id and by the person of the token in one condition, and answer"
                + " 404 where there is none.");
        return;
      }
      findings.countCheck();
    }
  }

  private static List<ClientRequest> calls(AuditRow row, String target) {
    List<ClientRequest> calls = new ArrayList<>();
    calls.add(ClientRequest.get(target));
    String owner = row.owner().id();
    if (owner != null) {
      BELIEVED.forEach(header -> calls.add(ClientRequest.get(target).header(header, owner)));
      RowLeakDetector.ownerName(row.responseBody())
          .ifPresent(n -> calls.add(ClientRequest.get(target).query(n, owner)));
    }
    return calls;
  }
}
