package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.InjectionPoint.Place;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Optional;

/// SQL injection, and injection of other languages, in path parameters.
public final class SqlInjectionPathProbe extends AbstractProbe {
  /// Matches a row if it is evaluated as a condition or a pattern, and no row if it is an id.
  private static final List<String> CONDITIONS =
      List.of("0 OR 1=1", "0' OR '1'='1", "0) OR 1=1--", "*", "%", "_");

  /// An id that no row has, without a condition: some servers give a row for any.
  private static final String NO_ROW = "zq0zq";

  public SqlInjectionPathProbe() {
    super(
        "input.sql-path",
        "a path parameter is never executed as SQL",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      Optional<AuditRow> row =
          collection.read().isPresent() ? site.anyRow(collection, site.userA()) : Optional.empty();
      if (row.isPresent() && row.get().target().isPresent()) {
        ask(site, collection.read().get(), row.get(), findings);
      }
    }
    if (findings.isClean()) {
      new SqlInjectionSearch(findings).examine(InjectionPoint.all(site), Place.PATH);
    }
    return findings.verdict("no operation has a path parameter");
  }

  private static void ask(
      Site site, DescribedOperation read, AuditRow row, FindingCollector findings) {
    String target = row.target().orElseThrow();
    String start = target.substring(0, target.lastIndexOf('/') + 1);
    for (String condition : CONDITIONS) {
      AuditExchange exchange =
          site.send(site.userA(), ClientRequest.get(start + ClientRequest.encode(condition)));
      findings.countCheck();
      if (isRow(exchange) && !isRow(site.send(site.userA(), ClientRequest.get(start + NO_ROW)))) {
        findings.addFinding(
            Severity.CRITICAL,
            "SQL injection: the id in a path is evaluated as a condition",
            read,
            exchange.status() + " and a row for the id \"" + condition + "\"",
            exchange,
            Weakness.SQL_INJECTION,
            SqlInjectionCheck.REMEDY);
        return;
      }
    }
  }

  private static boolean isRow(AuditExchange exchange) {
    return exchange.isSuccess()
        && EnvelopeReader.row(exchange.answer()).flatMap(EnvelopeReader::id).isPresent();
  }
}
