package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
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
        "a token is taken from one Authorization header with the scheme Bearer and from nowhere"
            + " else",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<ProtectedEndpoint> found = ProtectedEndpoint.of(site);
    if (found.isEmpty()) {
      return findings.verdict("no operation that needs a token and can be called with one");
    }
    ProtectedEndpoint endpoint = found.get();
    AuditUser a = site.userA();
    for (String name : NAMES) {
      // The target cannot show a variable: the token of a test account is part of the evidence.
      judge(
          findings,
          endpoint,
          endpoint.send(endpoint.call().query(name, a.bearer())),
          Severity.MEDIUM,
          "a token is taken from the address",
          "the parameter " + name,
          new Weakness("API2:2023", "14.2.1", null),
          "Take tokens from the header alone: addresses stand in logs, histories and Referer"
              + " headers.");
    }
    for (String form : List.of("%s", "Basic %s", "Token %s", "JWT %s")) {
      judge(
          findings,
          endpoint,
          endpoint.send(a, form),
          Severity.LOW,
          "a token is taken under another scheme",
          "Authorization: " + form.formatted("…"),
          Weakness.FORGED_TOKEN,
          "Take the scheme Bearer and exactly one token behind it (RFC 6750 section 2.1), and"
              + " refuse the rest.");
    }
    judge(
        findings,
        endpoint,
        endpoint.send(a, "Bearer %s x"),
        Severity.LOW,
        "what stands behind a token is ignored",
        "Authorization: Bearer … x",
        Weakness.FORGED_TOKEN,
        "Take exactly one token behind the scheme and refuse the rest.");
    ClientRequest twice =
        endpoint
            .call()
            .header(ProtectedEndpoint.header(a, "Bearer %s"))
            .header("Authorization", "Bearer x.y.z");
    judge(
        findings,
        endpoint,
        endpoint.send(twice),
        Severity.INFO,
        "of two Authorization headers one is believed",
        "a good one and a bad one",
        Weakness.REQUEST_SMUGGLING,
        "Refuse a request with two: a proxy in front may look at the other one.");
    return findings.verdict("");
  }

  private static void judge(
      FindingCollector findings,
      ProtectedEndpoint endpoint,
      AuditExchange exchange,
      Severity severity,
      String title,
      String what,
      Weakness weakness,
      String mend) {
    if (ProtectedEndpoint.isAccepted(exchange)) {
      findings.addFinding(
          severity,
          title,
          endpoint.operation(),
          exchange.status() + " with " + what,
          exchange,
          weakness,
          mend);
    } else {
      findings.countCheck();
    }
  }
}
