package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.Map;
import java.util.OptionalLong;

/// BOLA through a count: the total of a list counts rows of other users, so that a filter reveals
/// facts about them.
public final class BolaCountProbe extends ForeignListProbe {
  /// The assumed default page size: a page with fewer rows is the whole list.
  private static final int FEW = 10;

  public BolaCountProbe() {
    super(
        "access.count-foreign",
        "counts and totals include only the caller's own rows",
        "no list of owned rows with a total");
  }

  @Override
  void probe(
      Site site,
      AuditRow row,
      DescribedOperation list,
      ClientRequest plain,
      FindingCollector findings) {
    AuditExchange whole = site.send(site.userB(), plain);
    long beyond = beyond(whole);
    if (beyond < 0) {
      return;
    }
    if (beyond > 0) {
      if (isRaisedByOthers(site, row, plain, whole)) {
        addFinding(findings, list, whole, beyond);
      } else {
        findings.countCheck();
      }
      return;
    }
    findings.countCheck();
    for (Map.Entry<String, String> each : ListAttackQueries.conditions(row, list).entrySet()) {
      AuditExchange met = site.send(site.userB(), plain.query(each.getKey(), each.getValue()));
      if (beyond(met) > 0) {
        // Some totals ignore the filter: they do not change for a value that no row has.
        String nonexistent = NonexistentValue.id(each.getValue());
        AuditExchange unmet = site.send(site.userB(), plain.query(each.getKey(), nonexistent));
        if (beyond(unmet) < beyond(met)) {
          addFinding(findings, list, met, beyond(met));
          return;
        }
      }
      findings.countCheck();
    }
  }

  /// Whether a new row of user A raises the total of user B. A total above the rows shown may also be
  /// that of a list with smaller pages.
  private static boolean isRaisedByOthers(
      Site site, AuditRow row, ClientRequest plain, AuditExchange before) {
    return site.createRow(row.collection(), site.userA()).isPresent()
        && EnvelopeReader.total(site.send(site.userB(), plain).answer()).orElse(0)
            > EnvelopeReader.total(before.answer()).orElse(0);
  }

  private static void addFinding(
      FindingCollector findings, DescribedOperation list, AuditExchange exchange, long beyond) {
    findings.addFinding(
        Severity.HIGH,
        "Broken object level authorization: a total counts rows of other users",
        list,
        "user B sees "
            + EnvelopeReader.rows(exchange.answer()).size()
            + " rows; the total counts "
            + beyond
            + " more",
        exchange,
        Weakness.BROKEN_OBJECT_AUTHORIZATION,
        "Use the same WHERE clause for the count as for the list, including the owner from the"
            + " token.");
  }

  /// The number of rows that are counted but not shown; -1 if the response does not say.
  private static long beyond(AuditExchange exchange) {
    OptionalLong total = EnvelopeReader.total(exchange.answer());
    int rows = EnvelopeReader.rows(exchange.answer()).size();
    boolean known =
        exchange.isSuccess()
            && total.isPresent()
            && EnvelopeReader.isList(exchange.answer())
            && rows < pageSize(exchange);
    return known ? Math.max(0, total.getAsLong() - rows) : -1;
  }

  /// The page size of the request, or [#FEW].
  private static long pageSize(AuditExchange exchange) {
    for (String pair : exchange.call().target().replaceFirst("^[^?]*\\??", "").split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2 && parts[1].matches("\\d{1,9}") && ListAttackQueries.isSize(parts[0])) {
        return Long.parseLong(parts[1]);
      }
    }
    return FEW;
  }
}
