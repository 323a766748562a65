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
import dev.freehold.audit.probe.ResponseContent;
import dev.freehold.audit.probe.RowSnapshot;
import dev.freehold.audit.probe.TamperedBody;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Calls every operation without a token. An operation that the description protects must refuse;
/// any other must not show or change a row of a user.
///
/// A status proves nothing by itself: the response has to show a row, or what user A gets for the same
/// request, or user A has to find its row changed. A row that everybody reads who signs up is shown to
/// strangers anyway, so reading it without a token is `medium`: often the description is wrong, because
/// some frameworks cannot describe an optional token.
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

  /// A log-out takes nothing from anybody, so that many servers confirm it to everybody.
  private static boolean isSignIn(AuthenticationFlow accounts, DescribedOperation operation) {
    return Stream.of(accounts.signup(), accounts.login(), accounts.refresh(), accounts.logout())
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
      call = call.json(body(site, collection, operation, row));
    }
    Optional<RowSnapshot> before =
        row.filter(_ -> one && !operation.method().equals("GET"))
            .map(each -> RowSnapshot.of(site, each));
    AuditExchange exchange = site.send(site.anonymous(), call);
    Optional<String> made =
        creates
            ? site.trackCreatedRow(collection, exchange).map(each -> "it created " + each)
            : Optional.empty();
    Optional<String> seen =
        row.flatMap(each -> rows.leak(each, exchange))
            .or(() -> before.flatMap(RowSnapshot::damage))
            .or(() -> made);
    judge(site, operation, call, seen, exchange, findings);
  }

  /// For a row its values with other text, so that its owner sees a change.
  private static JsonObject body(
      Site site,
      ResourceCollection collection,
      DescribedOperation operation,
      Optional<AuditRow> row) {
    boolean changes = row.isPresent() && !operation.method().equals("POST");
    return changes
        ? TamperedBody.of(row.get(), operation)
        : row.map(AuditRow::requestBody)
            .or(() -> site.sampleBody(collection, site.userA(), true))
            .orElseGet(JsonObject::new);
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
    AuditExchange exchange = site.send(site.anonymous(), call);
    judge(site, operation, call, Optional.empty(), exchange, findings);
  }

  /// @param call the request
  /// @param seen what proves that it reached a row
  private static void judge(
      Site site,
      DescribedOperation operation,
      ClientRequest call,
      Optional<String> seen,
      AuditExchange exchange,
      FindingCollector findings) {
    boolean changes = !operation.method().equals("GET");
    boolean isConfirmed =
        exchange.isSuccess()
            && (operation.isProtected() || changes)
            && !ResponseContent.isPage(exchange.answer());
    Optional<String> proof =
        seen.or(
            () ->
                isConfirmed
                        && site.mayCall(operation, site.userA())
                        && ResponseContent.isLike(site.send(site.userA(), call), exchange)
                    ? Optional.of("the response is that to user A")
                    : Optional.empty());
    // What reads shows something, or there is no leak.
    if (proof.isEmpty() && (!isConfirmed || !changes)) {
      findings.countCheck();
      return;
    }
    boolean isForAll =
        seen.isPresent()
            && !changes
            && site.authentication().signup().isPresent()
            && isReadByB(site, operation, call, exchange);
    findings.addFinding(
        proof.isPresent() && !isForAll ? Severity.CRITICAL : Severity.MEDIUM,
        proof.isEmpty()
            ? "Broken authentication: an operation confirms a request without a token"
            : operation.isProtected()
                ? "Broken authentication: a protected operation works without a token"
                : "Broken function level authorization: rows of a user are reachable without a"
                    + " token",
        operation,
        exchange.status()
            + " for an anonymous client"
            + proof.map(each -> ": " + each).orElse("")
            + (isForAll ? "; every user who signs up reads the same" : ""),
        exchange,
        Weakness.BROKEN_FUNCTION_AUTHORIZATION,
        REMEDY);
  }

  /// Whether user B, who has no right to the rows of A, gets the whole response of the anonymous client.
  private static boolean isReadByB(
      Site site, DescribedOperation operation, ClientRequest call, AuditExchange anonymous) {
    return site.mayCall(operation, site.userB())
        && site.send(site.userB(), call).answer().json().equals(anonymous.answer().json());
  }
}
