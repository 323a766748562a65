package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.TokenPlacement;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import java.util.List;
import java.util.Optional;

/// Sends a valid token in the wrong place: in the URL, under another scheme, twice.
public final class TokenPlacementProbe extends AbstractProbe {
  private static final List<String> NAMES =
      List.of("access_token", "token", "jwt", "auth", "authorization", "api_key");

  public TokenPlacementProbe() {
    super(
        "token.places",
        "a token is accepted in one header only, a bearer token with the scheme Bearer only",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<String> whyNoToken = site.userA().whyNoToken();
    if (whyNoToken.isPresent()) {
      return findings.verdict(whyNoToken.get());
    }
    Optional<ProtectedEndpoint> found = ProtectedEndpoint.of(site);
    if (found.isEmpty()) {
      return findings.verdict("no operation that needs a token and can be called with one");
    }
    ProtectedEndpoint endpoint = found.get();
    AuditUser a = site.userA();
    for (String name : queryNames(a.placement())) {
      check(
          findings,
          endpoint,
          endpoint.send(endpoint.call().query(name, a.bearer(), a.shellVariable())),
          Severity.MEDIUM,
          "A token is accepted in the URL",
          "the query parameter " + name,
          new Weakness("API2:2023", "14.2.1", null),
          "Accept tokens only in the header: URLs are stored in logs, browser histories and"
              + " Referer headers.");
    }
    if (!a.placement().isBearer()) {
      return findings.verdict("");
    }
    for (String form : List.of("%s", "Basic %s", "Token %s", "JWT %s")) {
      check(
          findings,
          endpoint,
          endpoint.send(a, form),
          Severity.LOW,
          "A token is accepted under a scheme other than Bearer",
          "Authorization: " + form.formatted("…"),
          Weakness.FORGED_TOKEN,
          "Accept only the scheme Bearer with exactly one token (RFC 6750 section 2.1), and"
              + " refuse other values.");
    }
    check(
        findings,
        endpoint,
        endpoint.send(a, "Bearer %s x"),
        Severity.LOW,
        "Text after the token is ignored",
        "Authorization: Bearer … x",
        Weakness.FORGED_TOKEN,
        "Accept exactly one token after the scheme, and refuse other values.");
    ClientRequest twice =
        endpoint
            .call()
            .header(ProtectedEndpoint.header(a, "Bearer %s"))
            .header("Authorization", "Bearer x.y.z");
    check(
        findings,
        endpoint,
        endpoint.send(twice),
        Severity.INFO,
        "Duplicate Authorization headers are accepted",
        "a valid and an invalid header",
        Weakness.REQUEST_SMUGGLING,
        "Refuse a request with two Authorization headers: a proxy may evaluate the other one.");
    return findings.verdict("");
  }

  private static List<String> queryNames(TokenPlacement placement) {
    return placement.in() == TokenPlacement.Location.QUERY ? List.of(placement.name()) : NAMES;
  }

  private static void check(
      FindingCollector findings,
      ProtectedEndpoint endpoint,
      AuditExchange exchange,
      Severity severity,
      String title,
      String what,
      Weakness weakness,
      String remedy) {
    if (ProtectedEndpoint.isAccepted(exchange)) {
      findings.addFinding(
          severity,
          title,
          endpoint.operation(),
          exchange.status() + " with " + what,
          exchange,
          weakness,
          remedy);
    } else {
      findings.countCheck();
    }
  }
}
