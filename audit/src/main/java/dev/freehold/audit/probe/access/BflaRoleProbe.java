package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ResponseContent;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// BFLA: operations that need a role, called by a user without it.
public final class BflaRoleProbe extends AbstractProbe {
  private static final Set<String> RANKS =
      Set.of("is_admin", "isAdmin", "is_superuser", "isSuperuser", "is_staff", "admin");

  public BflaRoleProbe() {
    super(
        "guard.roles",
        "operations that need a role refuse users without it",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    List<DescribedOperation> all =
        site.description().operations().stream()
            .filter(each -> DeclaredAccess.requiresRole(site, each))
            .toList();
    if (!all.isEmpty() && hasRole(site, site.userB())) {
      return new ProbeVerdict.NotApplicable("user B has a role");
    }
    String own = all.isEmpty() ? "" : String.valueOf(site.accountOf(site.userB()).getValue("role"));
    for (DescribedOperation operation : all) {
      if (!DeclaredAccess.isForRole(site, operation, own)
          && (!site.isSafe() || operation.method().equals("GET"))
          && site.mayCall(operation, site.userB())) {
        call(site, operation, findings);
      }
    }
    return findings.verdict("no operation is documented as restricted to a role");
  }

  static boolean hasRole(Site site, AuditUser user) {
    Optional<DescribedOperation> me = site.authentication().me();
    if (me.isEmpty()) {
      return false;
    }
    AuditExchange exchange = site.send(user, ClientRequest.get(site.target(me.get(), Map.of())));
    String text = exchange.answer().text();
    return RANKS.stream().anyMatch(rank -> text.matches("(?s).*\"" + rank + "\"\\s*:\\s*true.*"))
        || text.matches("(?s).*\"roles\"\\s*:\\s*\\[\\s*\".*");
  }

  private static void call(Site site, DescribedOperation operation, FindingCollector findings) {
    Optional<ResourceCollection> creates =
        site.collections().stream()
            .filter(each -> each.create().equals(Optional.of(operation)))
            .findFirst();
    // What deletes a row gets one that nobody else needs.
    Map<String, String> path =
        operation.method().equals("GET")
            ? site.pathValues(operation, site.userB())
            : site.freshPathValues(operation, site.userB());
    ClientRequest call = ClientRequest.of(operation.method(), site.target(operation, path));
    for (Parameter each : operation.parameters(Parameter.Location.QUERY)) {
      if (each.required()) {
        call = call.query(each.name(), site.sampleValue(each, site.userB()));
      }
    }
    if (operation.body().isPresent()) {
      call =
          call.json(
              creates
                  .flatMap(c -> site.sampleBody(c, site.userB(), true))
                  .or(() -> site.sampleBody(operation, site.userB(), true))
                  .orElseGet(JsonObject::new));
    }
    AuditExchange exchange = site.send(site.userB(), call);
    creates.ifPresent(each -> site.trackCreatedRow(each, exchange));
    boolean shows =
        !ResponseContent.isNothing(exchange.answer()) && !ResponseContent.isPage(exchange.answer());
    // A list may be open to every user and empty for a user without the role.
    if (!exchange.isSuccess() || (operation.method().equals("GET") && !shows)) {
      findings.countCheck();
      return;
    }
    AuditExchange nobody = site.send(site.anonymous(), call);
    creates.ifPresent(each -> site.trackCreatedRow(each, nobody));
    // What only its name puts under a role, such as /internal/health, may be for everybody.
    if (DeclaredAccess.declaresRole(operation) || operation.isProtected() || !nobody.isSuccess()) {
      report(operation, exchange, shows || !nobody.isSuccess(), findings);
    } else {
      findings.countCheck();
    }
  }

  /// @param isProved whether the response shows something, or the server tells the user from nobody
  private static void report(
      DescribedOperation operation,
      AuditExchange exchange,
      boolean isProved,
      FindingCollector findings) {
    findings.addFinding(
        isProved ? Severity.HIGH : Severity.MEDIUM,
        "Broken function level authorization: an operation that needs a role accepts any user",
        operation,
        exchange.status() + " for user B, who has no role",
        exchange,
        Weakness.BROKEN_FUNCTION_AUTHORIZATION,
        "Require the role on the route, and deny access on routes that declare no role.");
  }
}
