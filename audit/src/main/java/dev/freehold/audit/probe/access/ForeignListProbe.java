package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// An isolation probe that user B runs against each list in which user A has a row. Lists that the
/// description opens to every user are skipped.
abstract class ForeignListProbe extends AbstractProbe {
  private final String nothingToProbe;

  /// @param title the property that holds if there is no finding
  /// @param nothingToProbe the reason if no list could be probed
  ForeignListProbe(String id, String title, String nothingToProbe) {
    super(id, title, true, ChecklistItem.ISOLATION);
    this.nothingToProbe = nothingToProbe;
  }

  @Override
  public final ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    ForeignRows rows = new ForeignRows(site, site.userB());
    for (ResourceCollection collection : site.collections()) {
      Optional<DescribedOperation> list = collection.list();
      Optional<AuditRow> row =
          list.filter(each -> !rows.isOpen(each)).flatMap(_ -> rows.hidden(collection));
      if (row.isPresent()) {
        // User B needs a row too: an empty list proves nothing.
        String target = site.anyRow(collection, site.userB()).orElse(row.get()).listTarget();
        // Below a parent of its own, and below that of the row.
        for (String each : new LinkedHashSet<>(List.of(target, row.get().listTarget()))) {
          ClientRequest whole = ListAttackQueries.whole(collection, each);
          for (ClientRequest plain : rows.calls(row.get(), whole)) {
            probe(site, row.get(), list.orElseThrow(), plain, findings);
          }
        }
      }
    }
    return findings.verdict(nothingToProbe);
  }

  /// @param row a row of user A, which user B must not see
  /// @param plain the list request of user B, with the largest page
  abstract void probe(
      Site site,
      AuditRow row,
      DescribedOperation list,
      ClientRequest plain,
      FindingCollector findings);
}
