package dev.freehold.audit.observe;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Observer;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;

/// What observers have in common: a tally that grows with each answer.
abstract class Watch extends Question implements Observer {
  final Tally tally = new Tally(this);

  Watch(String id, String title, ChecklistItem... proves) {
    super(id, title, true, proves);
  }

  @Override
  public final synchronized void see(Exchange exchange) {
    look(exchange);
  }

  abstract void look(Exchange exchange);

  /// What can be said only when all is seen.
  void close(Site site) {}

  @Override
  public final synchronized Verdict run(Site site) {
    close(site);
    return tally.verdict("no answer of this kind was seen");
  }

  /// The path without the query.
  static String path(Exchange exchange) {
    return exchange.call().target().replaceFirst("[?#].*", "");
  }
}
