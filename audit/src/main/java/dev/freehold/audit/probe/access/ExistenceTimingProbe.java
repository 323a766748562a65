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
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.TimingComparison;
import dev.freehold.client.ClientRequest;
import java.util.Optional;

/// Checks whether the response time differs between a row of another user and a row that does not
/// exist.
public final class ExistenceTimingProbe extends AbstractProbe {
  public ExistenceTimingProbe() {
    super(
        "access.existence-time",
        "a row of another user is answered as fast as a row that does not exist",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    ForeignRows rows = new ForeignRows(site, site.userB());
    for (ResourceCollection collection : site.collections()) {
      if (collection.read().isPresent() && findings.isClean()) {
        Optional<AuditRow> row = rows.hidden(collection);
        row.filter(each -> each.target().isPresent()).ifPresent(each -> time(site, each, findings));
      }
    }
    return findings.verdict("no owned row could be created and requested by id");
  }

  private static void time(Site site, AuditRow row, FindingCollector findings) {
    String target = row.target().orElseThrow();
    String start = target.substring(0, target.length() - ClientRequest.encode(row.id()).length());
    AuditExchange evidence = site.send(site.userB(), ClientRequest.get(target));
    if (evidence.isSuccess()) {
      findings.countCheck();
      return;
    }
    Optional<String> difference =
        TimingComparison.significantDifference(
            () -> site.send(site.userB(), ClientRequest.get(target)).answer().time(),
            () ->
                site.send(
                        site.userB(),
                        ClientRequest.get(
                            start + ClientRequest.encode(NonexistentValue.id(row.id()))))
                    .answer()
                    .time());
    if (difference.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "Timing side channel: the response time reveals whether a row of another user exists",
        row.collection().read().orElseThrow(),
        "row of another user and missing row: " + difference.get(),
        evidence,
        Weakness.OBJECT_EXISTENCE_DISCLOSURE,
        "Select by id and owner in one statement, and do no further work for a row that the"
            + " caller does not own.");
  }
}
