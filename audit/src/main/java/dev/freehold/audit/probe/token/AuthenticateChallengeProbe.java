package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks that an unauthenticated request gets 401, not 403, with `WWW-Authenticate` (RFC 9110
/// section 11.6.1).
///
/// An invalid token is not the same as no token: a client that sends one would take a public
/// response for its own.
public final class AuthenticateChallengeProbe extends AbstractProbe {
  private static final Weakness BROKEN_AUTHENTICATION = new Weakness("API2:2023", null, null);

  public AuthenticateChallengeProbe() {
    super(
        "token.challenge",
        "an unauthenticated request gets 401 with a challenge",
        true,
        ChecklistItem.ERRORS);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    if (endpoint.isEmpty()) {
      return findings.verdict("no operation that needs a token and can be called with one");
    }
    for (AuditExchange exchange : List.of(endpoint.get().send(), endpoint.get().send("x.y.z"))) {
      boolean challenged = exchange.answer().header("WWW-Authenticate").isPresent();
      if (exchange.status() == 401 && challenged) {
        findings.countCheck();
      } else {
        findings.addFinding(
            Severity.LOW,
            exchange.status() == 401
                ? "Missing WWW-Authenticate header in a 401 response"
                : "Unauthenticated requests do not get 401",
            endpoint.get().operation(),
            "the response is " + exchange.status() + (challenged ? "" : " without a challenge"),
            exchange,
            BROKEN_AUTHENTICATION,
            "Return 401 with `WWW-Authenticate: Bearer`. Use 403 only for an authenticated user"
                + " who lacks permission.");
      }
    }
    site.collections().forEach(each -> checkPublicList(site, each, findings));
    return findings.verdict("");
  }

  /// A list that needs no token but accepts one, according to its description.
  private static void checkPublicList(
      Site site, ResourceCollection collection, FindingCollector findings) {
    Optional<DescribedOperation> list =
        collection
            .list()
            .filter(each -> !each.isProtected() && !each.securitySchemes().isEmpty())
            .filter(each -> !each.path().contains("{"));
    if (list.isEmpty()) {
      return;
    }
    ClientRequest call = ClientRequest.get(site.target(list.get(), Map.of()));
    if (!site.send(site.anonymous(), call).isSuccess()) {
      return;
    }
    AuditExchange broken =
        site.send(site.anonymous(), call.header("Authorization", "Bearer x.y.z"));
    if (!broken.isSuccess()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.LOW,
        "An invalid token is treated as no token",
        list.get(),
        broken.status() + " for an invalid token",
        broken,
        BROKEN_AUTHENTICATION,
        "Return 401 for an expired or malformed token on public operations too, so that a client"
            + " notices that its session has ended.");
  }
}
