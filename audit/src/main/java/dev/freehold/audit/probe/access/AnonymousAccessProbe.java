package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.PublicOperations;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Calls every operation without a token. An operation that the description protects must refuse;
/// any other must not show or change a row of a user.
public final class AnonymousAccessProbe extends AbstractProbe {
  private static final String REMEDY =
      "Require authentication by default for every route, and list the public routes explicitly.";

  public AnonymousAccessProbe() {
    super(
        "guard.anonymous",
        "every protected operation requires a token",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (DescribedOperation operation : site.description().operations()) {
      if (PublicOperations.isPublic(site, operation)
          || isSignIn(site.authentication(), operation)
          || !site.mayCall(operation, site.anonymous())) {
        continue;
      }
      Optional<ResourceCollection> collection =
          site.collections().stream().filter(each -> has(each, operation)).findFirst();
      if (collection.isPresent()) {
        row(site, collection.get(), operation, findings);
      } else if (operation.isProtected()) {
        other(site, operation, findings);
      }
    }
    return findings.verdict("no operation that needs a token");
  }

  private static boolean has(ResourceCollection collection, DescribedOperation operation) {
    return Stream.of(
            collection.list(),
            collection.create(),
            collection.read(),
            collection.replace(),
            collection.modify(),
            collection.delete())
        .flatMap(Optional::stream)
        .anyMatch(operation::equals);
  }

  private static boolean isSignIn(AuthenticationFlow accounts, DescribedOperation operation) {
    return Stream.of(accounts.signup(), accounts.login(), accounts.refresh())
        .flatMap(Optional::stream)
        .anyMatch(operation::equals);
  }

  private static void row(
      Site site,
      ResourceCollection collection,
      DescribedOperation operation,
      FindingCollector findings) {
    boolean one = collection.itemOperations().contains(operation);
    boolean creates = operation.method().equals("POST");
    // Runs on separate rows, so that other probes do not lose theirs.
    ForeignRows rows = new ForeignRows(site, site.anonymous());
    Optional<AuditRow> row =
        one && !operation.method().equals("GET")
            ? rows.fresh(collection, operation)
            : operation.isProtected()
                ? site.anyRow(collection, site.userA())
                : rows.hidden(collection);
    String target =
        row.flatMap(
                each ->
                    one
                        ? each.target().map(_ -> each.target(operation))
                        : Optional.of(each.listTarget()))
            .orElseGet(() -> unowned(site, collection, operation));
    ClientRequest call = ClientRequest.of(operation.method(), target);
    if (operation.body().isPresent()) {
      Optional<JsonObject> body =
          row.map(AuditRow::requestBody).or(() -> site.sampleBody(collection, site.userA(), true));
      call = call.json(body.orElseGet(JsonObject::new));
    }
    AuditExchange exchange = site.send(site.anonymous(), call);
    if (creates) {
      site.trackCreatedRow(collection, exchange);
    }
    judge(operation, row, exchange, findings);
  }

  /// A target without a row that the probe may change: user A's account must stay.
  private static String unowned(
      Site site, ResourceCollection collection, DescribedOperation operation) {
    Map<String, String> values = new HashMap<>(site.pathValues(operation, site.userA()));
    if (collection.isOfPeople() && !operation.method().equals("GET")) {
      values.replaceAll((_, id) -> NonexistentValue.id(id));
    }
    return site.target(operation, values);
  }

  private static void other(Site site, DescribedOperation operation, FindingCollector findings) {
    if (site.isSafe() && !operation.method().equals("GET")) {
      return;
    }
    ClientRequest call =
        ClientRequest.of(
            operation.method(), site.target(operation, site.pathValues(operation, site.userA())));
    if (operation.body().isPresent()) {
      call = call.json(new JsonObject());
    }
    judge(operation, Optional.empty(), site.send(site.anonymous(), call), findings);
  }

  private static void judge(
      DescribedOperation operation,
      Optional<AuditRow> row,
      AuditExchange exchange,
      FindingCollector findings) {
    Optional<String> seen = row.flatMap(each -> RowLeakDetector.find(each, exchange));
    boolean changes = !operation.method().equals("GET");
    boolean gotIn = exchange.isSuccess() && (operation.isProtected() || changes);
    if (!gotIn && seen.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.CRITICAL,
        operation.isProtected()
            ? "Broken authentication: a protected operation works without a token"
            : "Broken function level authorization: rows of a user are reachable without a token",
        operation,
        exchange.status() + " for an anonymous client" + seen.map(each -> ": " + each).orElse(""),
        exchange,
        Weakness.BROKEN_FUNCTION_AUTHORIZATION,
        REMEDY);
  }
}
