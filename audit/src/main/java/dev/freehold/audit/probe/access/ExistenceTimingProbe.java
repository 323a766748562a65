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
        "another person's row is answered as fast as one that does not exist",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      if (collection.read().isPresent()
          && !DeclaredAccess.allowsEveryUserToRead(collection)
          && findings.isClean()) {
        Optional<AuditRow> row = site.anyRow(collection, site.userA());
        row.filter(each -> each.target().isPresent()).ifPresent(each -> time(site, each, findings));
      }
    }
    return findings.verdict("no row that belongs to somebody can be made and asked for by its id");
  }

  private static void time(Site site, AuditRow row, FindingCollector findings) {
    String target = row.target().orElseThrow();
    String start = target.substring(0, target.length() - ClientRequest.encode(row.id()).length());
    AuditExchange evidence = site.send(site.userB(), ClientRequest.get(target));
    if (evidence.answer().isSuccess()) {
      findings.countCheck();
      return;
    }
    Optional<String> apart =
        TimingComparison.significantDifference(
            () -> site.send(site.userB(), ClientRequest.get(target)).answer().time(),
            () ->
                site.send(
                        site.userB(),
                        ClientRequest.get(
                            start + ClientRequest.encode(NonexistentValue.id(row.id()))))
                    .answer()
                    .time());
    if (apart.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "the time of an answer tells whether another person's row exists",
        row.collection().read().orElseThrow(),
        "another person's and a missing one: " + apart.get(),
        evidence,
        Weakness.OBJECT_EXISTENCE_DISCLOSURE,
        "Let the database decide by id and person in one statement, and do nothing with a row that"
            + " is not the person's.");
  }
}
