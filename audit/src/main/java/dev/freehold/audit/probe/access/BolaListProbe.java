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
        "lists with their filters, pages and relations show only the caller's own rows",
        "no list of owned rows");
  }

  @Override
  void probe(
      Site site,
      AuditRow row,
      DescribedOperation list,
      ClientRequest plain,
      FindingCollector findings) {
    for (ClientRequest call : ListAttackQueries.of(site, row, list, plain)) {
      AuditExchange exchange = site.send(site.userB(), call);
      Optional<String> seen = RowLeakDetector.find(row, exchange);
      if (seen.isPresent()) {
        boolean always = call.target().equals(plain.target()) && call.headers().isEmpty();
        findings.addFinding(
            Severity.CRITICAL,
            always
                ? "Broken object level authorization: a list shows rows of another user"
                : "Broken object level authorization: a list shows rows of another user for"
                    + " certain query parameters",
            list,
            "user B gets them with " + call + ": " + seen.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            "Start the WHERE clause of the list with the owner from the token, and add the"
                + " filters of the query with AND.");
        return;
      }
      findings.countCheck();
    }
  }
}
