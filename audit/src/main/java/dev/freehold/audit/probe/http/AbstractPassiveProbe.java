package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Site;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;

/// Base of passive probes: collects findings with each exchange.
abstract class AbstractPassiveProbe extends AbstractProbe implements PassiveProbe {
  final FindingCollector findings = new FindingCollector(this);

  AbstractPassiveProbe(String id, String title, ChecklistItem... proves) {
    super(id, title, true, proves);
  }

  @Override
  public final synchronized void onExchange(AuditExchange exchange) {
    inspect(exchange);
  }

  abstract void inspect(AuditExchange exchange);

  /// Adds the findings that need all exchanges.
  void close(Site site) {}

  @Override
  public final synchronized ProbeVerdict run(Site site) {
    close(site);
    return findings.verdict("no response of this kind was observed");
  }

  /// The path without the query.
  static String path(AuditExchange exchange) {
    return exchange.call().target().replaceFirst("[?#].*", "");
  }
}
