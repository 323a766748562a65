package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// Creates, reads, updates and deletes a row, and checks each result.
public final class CrudLifecycleProbe extends AbstractProbe {
  private final FindingCollector findings = new FindingCollector(this);

  public CrudLifecycleProbe() {
    super(
        "rows.life",
        "a row is stored as it was sent and gone after its deletion",
        true,
        ChecklistItem.ENDPOINTS);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (ResourceCollection each : site.collections()) {
      if (each.read().isPresent()) {
        site.createRow(each, site.userA()).ifPresent(row -> life(site, row));
        each.create().ifPresent(create -> place(site, each, create));
      }
    }
    return findings.verdict("no row could be created and read");
  }

  /// A 201 without `Location` means that the created resource is the request target (RFC 9110
  /// section 15.3.2).
  private void place(Site site, ResourceCollection collection, DescribedOperation create) {
    Optional<JsonObject> sample = site.sampleBody(collection, site.userA(), true);
    if (sample.isEmpty()) {
      return;
    }
    ClientRequest call =
        ClientRequest.of("POST", site.target(create, site.pathValues(create, site.userA())));
    AuditExchange exchange = site.send(site.userA(), call.json(sample.get()));
    Optional<AuditRow> row = site.trackCreatedRow(collection, exchange);
    if (row.isEmpty() || exchange.status() != 201) {
      return;
    }
    findings.countCheck();
    if (exchange.answer().header("Location").isEmpty()) {
      wrong(
          Severity.LOW,
          "Missing Location header after a create",
          create,
          "201 without Location",
          exchange,
          new Weakness("API8:2023", null, null),
          "Send Location with the path of the new row.");
    }
  }

  private void life(Site site, AuditRow row) {
    String target = row.target().orElseThrow();
    AuditExchange read = site.send(row.owner(), ClientRequest.get(target));
    findings.countCheck();
    if (!read.isSuccess()) {
      wrong(
          Severity.MEDIUM,
          "A created row cannot be read",
          row.collection().read().orElseThrow(),
          "the response is " + read.status(),
          read,
          new Weakness(null, "2.2.1", null),
          "Find out why its owner cannot read it.");
      return;
    }
    etag(site, row, read);
    if (row.collection().delete().isEmpty()) {
      return;
    }
    AuditExchange deleted = site.send(row.owner(), ClientRequest.of("DELETE", target));
    if (!deleted.isSuccess()) {
      return;
    }
    AuditExchange gone = site.send(row.owner(), ClientRequest.get(target));
    if (gone.isSuccess()) {
      wrong(
          Severity.MEDIUM,
          "A deleted row can still be read",
          row.collection().delete().get(),
          "GET after DELETE got " + gone.status(),
          gone,
          new Weakness(null, "14.2.4", "F103"),
          "Delete the row, or exclude it from every read.");
    }
    AuditExchange again = site.send(row.owner(), ClientRequest.of("DELETE", target));
    if (again.isSuccess() && again.status() != 204) {
      findings.countCheck();
    }
  }

  /// A server that documents preconditions must enforce them; otherwise concurrent updates are
  /// lost.
  private void etag(Site site, AuditRow row, AuditExchange read) {
    Optional<String> etag = read.answer().header("etag");
    Optional<DescribedOperation> modify = row.collection().modify();
    if (etag.isEmpty()
        || modify.isEmpty()
        || modify.get().response(412).isEmpty()
        || modify.get().responses().get("412") == null) {
      return;
    }
    AuditExchange stale =
        site.send(
            row.owner(),
            ClientRequest.of("PATCH", row.target().orElseThrow())
                .header("If-Match", "\"zq-stale\"")
                .json(new JsonObject()));
    findings.countCheck();
    if (stale.isSuccess()) {
      wrong(
          Severity.MEDIUM,
          "Lost update: a change with a stale If-Match succeeds",
          modify.get(),
          "the response is " + stale.status() + " instead of 412",
          stale,
          new Weakness(null, "2.3.3", null),
          "Compare the version in the WHERE clause of the UPDATE statement.");
    }
  }

  private void wrong(
      Severity severity,
      String title,
      Object operation,
      String detail,
      AuditExchange exchange,
      Weakness weakness,
      String remedy) {
    findings.addFinding(severity, title, operation, detail, exchange, weakness, remedy);
  }
}
