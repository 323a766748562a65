package dev.freehold.audit.probe.access;

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
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.audit.probe.RowSnapshot;
import dev.freehold.audit.probe.TamperedBody;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// BOLA through a batch request: a step reads or changes a row of another user.
public final class BolaBatchProbe extends AbstractProbe {
  private static final String OPERATIONS = "operations";

  public BolaBatchProbe() {
    super(
        "access.batch-foreign",
        "the steps of a batch reach only the caller's own rows",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DescribedOperation> batch =
        site.description().operations().stream().filter(BolaBatchProbe::isBatch).findFirst();
    if (batch.isPresent()) {
      ForeignRows rows = new ForeignRows(site, site.userB());
      for (ResourceCollection collection : site.collections()) {
        for (DescribedOperation step : collection.itemOperations()) {
          rows.fresh(collection, step)
              .filter(row -> row.target().isPresent())
              .ifPresent(row -> attack(site, batch.get(), step, row, rows, findings));
        }
      }
    }
    return findings.verdict("no batch operation");
  }

  private static boolean isBatch(DescribedOperation operation) {
    return operation.method().equals("POST")
        && operation.path().endsWith("/batch")
        && operation
            .jsonBodySchema()
            .map(schema -> schema.properties().containsKey(OPERATIONS))
            .orElse(false);
  }

  private static void attack(
      Site site,
      DescribedOperation batch,
      DescribedOperation step,
      AuditRow row,
      ForeignRows rows,
      FindingCollector findings) {
    RowSnapshot rowSnapshot = RowSnapshot.of(site, row);
    if (!rowSnapshot.isReadable()) {
      return;
    }
    for (ClientRequest call : rows.calls(row, call(site, batch, step, row))) {
      AuditExchange exchange = site.send(site.userB(), call);
      Optional<String> harm =
          rowSnapshot
              .damage()
              .or(
                  () ->
                      rows.isHidden(row) ? RowLeakDetector.find(row, exchange) : Optional.empty());
      if (harm.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "Broken object level authorization: a batch step reaches a row of another user",
            batch,
            exchange.status() + " for user B for " + step + ": " + harm.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            "Run each batch step through the same authorization code as a single request.");
        return;
      }
      findings.countCheck();
    }
  }

  private static ClientRequest call(
      Site site, DescribedOperation batch, DescribedOperation step, AuditRow row) {
    String target = site.target(batch, Map.of());
    String below = target.substring(0, target.length() - "/batch".length());
    String path = row.target().orElseThrow();
    JsonObject one =
        new JsonObject()
            .put("method", step.method())
            .put("path", path.startsWith(below) ? path.substring(below.length()) : path);
    if (step.body().isPresent()) {
      one.put("body", TamperedBody.ofText(row, step).orElseGet(() -> TamperedBody.of(row, step)));
    }
    return ClientRequest.of("POST", target)
        .json(new JsonObject().put(OPERATIONS, new JsonArray().add(one)));
  }
}
