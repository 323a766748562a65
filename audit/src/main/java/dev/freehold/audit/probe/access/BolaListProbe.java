package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.Optional;

/// BOLA through a list: user B asks for rows of user A with every documented parameter and some
/// undocumented ones.
public final class BolaListProbe extends ForeignListProbe {
  public BolaListProbe() {
    super(
        "access.list-foreign",
        "lists, their filters, pages and relations show a person's own rows only",
        "no list of rows that belong to somebody");
  }

  @Override
  void probe(
      Site site,
      AuditRow row,
      DescribedOperation list,
      ClientRequest plain,
      FindingCollector findings) {
    for (ClientRequest call : ListAttackQueries.of(row, list, plain)) {
      AuditExchange exchange = site.send(site.userB(), call);
      Optional<String> seen = RowLeakDetector.find(row, exchange);
      if (seen.isPresent()) {
        boolean always = call.target().equals(plain.target()) && call.headers().isEmpty();
        findings.addFinding(
            Severity.CRITICAL,
            always
                ? "a list shows another person's rows"
                : "a list shows another person's rows when it is asked in a certain way",
            list,
            "B sees them with " + call + ": " + seen.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            "Begin the statement of the list with the condition that rows are of the person of the"
                + " token, and add what the query asks to it with AND.");
        return;
      }
      findings.countCheck();
    }
  }
}
