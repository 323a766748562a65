package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.DescribedOperation;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// Checks which other origins may read responses (CORS).
public final class CorsProbe extends AbstractProbe {
  private static final String FRONTEND = "http://localhost:3000";
  private static final String REMEDY =
      "Compare Origin with a list of exact origins. Never reflect it unchecked, and never allow"
          + " null.";

  private final FindingCollector findings = new FindingCollector(this);

  public CorsProbe() {
    super(
        "http.cors",
        "an origin that is not configured may read no response",
        true,
        ChecklistItem.CORS);
  }

  @Override
  public ProbeVerdict run(Site site) {
    List<DescribedOperation> reads =
        site.description().operations().stream()
            .filter(each -> each.method().equals("GET") && !each.path().contains("{"))
            .filter(each -> site.mayCall(each, site.userA()))
            .limit(6)
            .toList();
    for (DescribedOperation read : reads) {
      String target = site.target(read, Map.of());
      for (String origin : origins(site)) {
        asks(site, read, target, origin);
        preflight(site, read, target, origin);
      }
      configured(site, target);
    }
    return findings.verdict("no read operation without an id");
  }

  private static List<String> origins(Site site) {
    String host = URI.create(site.base()).getHost();
    return List.of(
        "https://zq-evil.example",
        "null",
        FRONTEND + ".zq-evil.example",
        "http://localhost.zq-evil.example:3000",
        "https://zq" + host,
        "https://" + host + ".zq-evil.example",
        "file://");
  }

  private void asks(Site site, DescribedOperation read, String target, String origin) {
    judge(
        site.send(site.userA(), ClientRequest.get(target).header("Origin", origin)), read, origin);
  }

  private void preflight(Site site, DescribedOperation read, String target, String origin) {
    judge(
        site.send(
            site.anonymous(),
            ClientRequest.of("OPTIONS", target)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")),
        read,
        origin);
  }

  private void judge(AuditExchange exchange, DescribedOperation read, String origin) {
    findings.countCheck();
    ClientResponse answer = exchange.answer();
    String allowed = answer.header("access-control-allow-origin").orElse("");
    boolean credentials =
        answer.header("access-control-allow-credentials").orElse("").equalsIgnoreCase("true");
    if (allowed.equals(origin)) {
      // A preflight shows nothing yet: the response that a page wants to read has to allow it too.
      boolean reads = exchange.call().method().equals("GET") && exchange.isSuccess();
      findings.addFinding(
          credentials && reads ? Severity.HIGH : Severity.MEDIUM,
          credentials
              ? "CORS misconfiguration: any origin may read responses with credentials"
              : "CORS misconfiguration: any origin may read responses",
          read,
          "Origin: " + origin + " was allowed" + (credentials ? " with credentials" : ""),
          exchange,
          Weakness.CORS_POLICY,
          REMEDY);
    } else if (allowed.equals("*") && (credentials || read.isProtected())) {
      findings.addFinding(
          credentials ? Severity.MEDIUM : Severity.LOW,
          "CORS misconfiguration: private responses are open to every origin",
          read,
          "Access-Control-Allow-Origin: *",
          exchange,
          Weakness.CORS_POLICY,
          REMEDY);
    } else if (!allowed.isEmpty() && allowed.contains(",")) {
      findings.addFinding(
          Severity.LOW,
          "CORS misconfiguration: Access-Control-Allow-Origin lists several origins",
          read,
          allowed,
          exchange,
          Weakness.CORS_POLICY,
          "Send only the origin of the request, if it is on the list. Browsers do not accept a"
              + " list.");
    }
  }

  /// A response that depends on the origin must declare it; otherwise a cache serves it to another
  /// origin.
  private void configured(Site site, String target) {
    AuditExchange exchange =
        site.send(site.userA(), ClientRequest.get(target).header("Origin", FRONTEND));
    findings.countCheck();
    String allowed = exchange.answer().header("access-control-allow-origin").orElse("");
    String vary = exchange.answer().header("vary").orElse("").toLowerCase(java.util.Locale.ROOT);
    if (allowed.equals(FRONTEND) && !vary.contains("origin") && !vary.contains("*")) {
      findings.addFinding(
          Severity.LOW,
          "CORS misconfiguration: responses depend on the origin without Vary: Origin",
          "every response",
          "Vary: " + vary,
          exchange,
          Weakness.CORS_POLICY,
          "Send Vary: Origin with every response, whether the origin is allowed or not.");
    }
  }
}
