package dev.freehold.audit.probe.input;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Site;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.InjectionPoint.Place;

/// SQL injection in query parameters, found by errors, by differences in the result and by response
/// time.
public final class SqlInjectionQueryProbe extends AbstractProbe {
  public SqlInjectionQueryProbe() {
    super(
        "input.sql-query",
        "text in a query is never executed as SQL",
        true,
        ChecklistItem.VALIDATION,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    new SqlInjectionSearch(findings).examine(InjectionPoint.all(site), Place.QUERY);
    return findings.verdict("no operation has query parameters");
  }
}
