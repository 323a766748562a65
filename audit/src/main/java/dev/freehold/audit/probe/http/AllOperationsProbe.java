package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
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
import dev.freehold.description.DescribedOperation.Parameter;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Calls each operation of the description once, with valid input.
public final class AllOperationsProbe extends AbstractProbe {
  private final FindingCollector findings = new FindingCollector(this);

  public AllOperationsProbe() {
    super(
        "document.every-operation",
        "every documented operation exists and responds",
        true,
        ChecklistItem.ENDPOINTS,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    Set<DescribedOperation> ofAccounts = new LinkedHashSet<>();
    site.authentication().signup().ifPresent(ofAccounts::add);
    site.authentication().logout().ifPresent(ofAccounts::add);
    site.authentication().login().ifPresent(ofAccounts::add);
    site.authentication().refresh().ifPresent(ofAccounts::add);
    for (DescribedOperation each : site.description().operations()) {
      boolean reads = each.method().equals("GET") || each.method().equals("HEAD");
      if (ofAccounts.contains(each) || !site.mayCall(each, site.userA())) {
        continue;
      }
      if (reads || !site.isSafe()) {
        call(site, each);
      }
    }
    accounts(site);
    return findings.verdict("no operation");
  }

  private void call(Site site, DescribedOperation operation) {
    Optional<ResourceCollection> collection = collectionOf(site, operation);
    // Deletes a separate row, because other probes use the shared ones.
    Map<String, String> values =
        operation.method().equals("DELETE")
            ? site.freshPathValues(operation, site.userA())
            : site.pathValues(operation, site.userA());
    if (isOnMany(site, operation)) {
      // It would reach rows that the audit did not create, or needs the ids of rows.
      return;
    }
    ClientRequest call = ClientRequest.of(operation.method(), site.target(operation, values));
    boolean isFixed = values.isEmpty();
    for (Parameter each : operation.parameters(Parameter.Location.QUERY)) {
      if (each.required()) {
        call = call.query(each.name(), site.sampleValue(each, site.userA()));
        isFixed = false;
      }
    }
    Optional<JsonObject> body = body(site, operation, collection);
    judge(
        operation,
        site.send(site.userA(), body.isPresent() ? call.json(body.get()) : call),
        isFixed,
        collection,
        site);
  }

  private static boolean isOnMany(Site site, DescribedOperation operation) {
    return site.collections().stream()
        .anyMatch(
            each ->
                each.deleteMany().equals(Optional.of(operation))
                    || each.updateMany().equals(Optional.of(operation))
                    || each.updateEach().equals(Optional.of(operation)));
  }

  private static Optional<ResourceCollection> collectionOf(
      Site site, DescribedOperation operation) {
    return site.collections().stream()
        .filter(
            each ->
                each.itemPath().equals(Optional.of(operation.path()))
                    || each.path().equals(operation.path()))
        .findFirst();
  }

  private static Optional<JsonObject> body(
      Site site, DescribedOperation operation, Optional<ResourceCollection> collection) {
    if (operation.body().isEmpty()) {
      return Optional.empty();
    }
    if (operation.method().equals("POST") && collection.isPresent()) {
      return site.sampleBody(collection.get(), site.userA(), false);
    }
    if (operation.method().equals("PUT") && collection.isPresent()) {
      Optional<JsonObject> sample = site.sampleBody(collection.get(), site.userA(), true);
      if (sample.isPresent()) {
        Set<String> taken =
            BodyEnvelope.rowSchema(operation)
                .map(each -> each.properties().keySet())
                .orElse(Set.of());
        JsonObject body = sample.get();
        if (!taken.isEmpty()) {
          body.fieldNames().removeIf(name -> !taken.contains(name));
        }
        return Optional.of(body);
      }
    }
    return site.sampleBody(operation, site.userA(), false);
  }

  private void judge(
      DescribedOperation operation,
      AuditExchange exchange,
      boolean fixed,
      Optional<ResourceCollection> collection,
      Site site) {
    findings.countCheck();
    if (operation.method().equals("POST")) {
      collection.ifPresent(each -> site.trackCreatedRow(each, exchange));
    }
    int status = exchange.status();
    // For an operation with a body, 404 can refer to a row that the body names.
    boolean isOfPath = status == 404 && fixed && operation.body().isEmpty();
    boolean missing = status == 405 || status == 501 || isOfPath;
    if (missing) {
      findings.addFinding(
          Severity.MEDIUM,
          "Inaccurate description: a documented operation does not exist",
          operation,
          "the response is " + status,
          exchange,
          Weakness.INACCURATE_DESCRIPTION,
          "Remove the operation from the description, or implement it.");
    }
  }

  private void accounts(Site site) {
    AuditUser a = site.userA();
    String refresh = a.refreshToken();
    if (a.email() != null && a.password() != null) {
      site.authentication()
          .loginCall(a.email(), a.password())
          .ifPresent(
              call -> {
                AuditExchange again = site.send(site.anonymous(), call);
                findings.countCheck();
                site.authentication()
                    .refreshToken(again.answer())
                    .flatMap(site.authentication()::refreshCall)
                    .ifPresent(each -> site.send(site.anonymous(), each));
                site.authentication()
                    .accessToken(again.answer())
                    .ifPresent(token -> logout(site, a, token, refresh));
              });
    }
  }

  /// Only if it used another session than the one that the audit continues with.
  private static void logout(
      Site site, AuditUser a, String token, @org.jspecify.annotations.Nullable String refresh) {
    if (!site.isSafe() && !token.equals(a.token()) && refresh != null) {
      site.authentication()
          .logout()
          .ifPresent(
              operation ->
                  site.send(
                      a.with(token, null),
                      ClientRequest.of("POST", site.target(operation, Map.of()))));
    }
  }
}
