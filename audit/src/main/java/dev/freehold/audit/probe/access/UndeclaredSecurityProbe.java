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
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds operations that refuse a client without a token although the description declares no
/// security: generated clients and reviewers assume that they are public.
public final class UndeclaredSecurityProbe extends AbstractProbe {
  public UndeclaredSecurityProbe() {
    super(
        "guard.undeclared",
        "the description declares which operations need a token",
        true,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    List<AuditExchange> refused = new ArrayList<>();
    List<DescribedOperation> operations = new ArrayList<>();
    for (ResourceCollection collection : site.collections()) {
      for (Optional<DescribedOperation> reading : List.of(collection.list(), collection.read())) {
        if (reading.isPresent()
            && !reading.get().isProtected()
            && reading.get().securitySchemes().isEmpty()) {
          Optional<String> target = target(site, collection, reading.get());
          if (target.isPresent()) {
            AuditExchange exchange = site.send(site.anonymous(), ClientRequest.get(target.get()));
            findings.countCheck();
            if (exchange.status() == 401 || exchange.status() == 403) {
              refused.add(exchange);
              operations.add(reading.get());
            }
          }
        } else if (reading.isPresent()) {
          findings.countCheck();
        }
      }
    }
    if (!refused.isEmpty()) {
      findings.addFinding(
          Severity.LOW,
          "Inaccurate description: the security requirement of an operation is not declared",
          operations.getFirst(),
          refused.getFirst().status()
              + " for an anonymous client, at "
              + operations.size()
              + " operations",
          refused.getFirst(),
          Weakness.INACCURATE_DESCRIPTION,
          "Declare the scheme in components.securitySchemes and reference it in `security`"
              + " (FastAPI: depend on HTTPBearer or OAuth2PasswordBearer instead of reading the"
              + " header).");
    }
    return findings.verdict("no operations on rows");
  }

  private static Optional<String> target(
      Site site, ResourceCollection collection, DescribedOperation operation) {
    Optional<AuditRow> row = site.anyRow(collection, site.userA());
    return collection.list().equals(Optional.of(operation))
        ? row.map(AuditRow::listTarget)
        : row.flatMap(AuditRow::target);
  }
}
