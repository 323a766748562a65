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
/// A token that is not believed is no token that is not there: who shows one takes an open answer for their own.
public final class AuthenticateChallengeProbe extends AbstractProbe {
  private static final Weakness WHY = new Weakness("API2:2023", null, null);

  public AuthenticateChallengeProbe() {
    super(
        "token.challenge",
        "who is not signed in is answered with 401 and a challenge",
        true,
        ChecklistItem.ERRORS);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<ProtectedEndpoint> door = ProtectedEndpoint.of(site);
    if (door.isEmpty()) {
      return findings.verdict("no operation that needs a token and can be called with one");
    }
    for (AuditExchange exchange : List.of(door.get().send(), door.get().send("x.y.z"))) {
      boolean challenged = exchange.answer().header("WWW-Authenticate").isPresent();
      if (exchange.status() == 401 && challenged) {
        findings.countCheck();
      } else {
        findings.addFinding(
            Severity.LOW,
            exchange.status() == 401
                ? "a 401 has no WWW-Authenticate"
                : "who is not signed in is not answered with 401",
            door.get().operation(),
            "the answer is " + exchange.status() + (challenged ? "" : " without a challenge"),
            exchange,
            WHY,
            "Answer 401 with `WWW-Authenticate: Bearer`; 403 is for who is known and may not.");
      }
    }
    site.collections().forEach(each -> open(site, each, findings));
    return findings.verdict("");
  }

  /// A list that nobody needs a token for and that knows tokens, as its description says.
  private static void open(Site site, ResourceCollection collection, FindingCollector findings) {
    Optional<DescribedOperation> list =
        collection
            .list()
            .filter(each -> !each.isProtected() && !each.securitySchemes().isEmpty())
            .filter(each -> !each.path().contains("{"));
    if (list.isEmpty()) {
      return;
    }
    ClientRequest call = ClientRequest.get(site.target(list.get(), Map.of()));
    if (!site.send(site.anonymous(), call).answer().isSuccess()) {
      return;
    }
    AuditExchange broken =
        site.send(site.anonymous(), call.header("Authorization", "Bearer x.y.z"));
    if (!broken.answer().isSuccess()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.LOW,
        "a token that is not believed is taken for none",
        list.get(),
        broken.status() + " for a token that is none",
        broken,
        WHY,
        "Answer 401 to a token that is over or broken, also where none is needed: a client learns"
            + " no other way that it is signed out.");
  }
}
