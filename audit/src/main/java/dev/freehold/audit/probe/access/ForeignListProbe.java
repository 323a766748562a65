package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.Optional;

/// A probe of isolation that user B runs against each list in which user A has a row. Lists that the
/// description opens to every user are left out.
abstract class ForeignListProbe extends AbstractProbe {
  private final String nothingToProbe;

  /// @param title what holds where nothing is found
  /// @param nothingToProbe the reason given where no list could be probed
  ForeignListProbe(String id, String title, String nothingToProbe) {
    super(id, title, true, ChecklistItem.ISOLATION);
    this.nothingToProbe = nothingToProbe;
  }

  @Override
  public final ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      Optional<DescribedOperation> list = collection.list();
      if (list.isEmpty() || DeclaredAccess.allowsEveryUser(list.get())) {
        continue;
      }
      Optional<AuditRow> row = site.anyRow(collection, site.userA());
      if (row.isPresent()) {
        // B needs a row too: an empty list proves nothing.
        String target = site.anyRow(collection, site.userB()).orElse(row.get()).listTarget();
        probe(site, row.get(), list.get(), ListAttackQueries.whole(collection, target), findings);
      }
    }
    return findings.verdict(nothingToProbe);
  }

  /// @param row a row of A, which B must not see
  /// @param plain the list as B calls it, with its largest page
  abstract void probe(
      Site site,
      AuditRow row,
      DescribedOperation list,
      ClientRequest plain,
      FindingCollector findings);
}
