package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.HeldBackOperation;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks that an undescribed method is refused with `Allow` (RFC 9110 section 15.5.6).
public final class HttpMethodProbe extends AbstractProbe {
  private static final List<String> ALL = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Weakness UNDOCUMENTED = new Weakness("API9:2023", "4.1.4", null);

  private final FindingCollector findings = new FindingCollector(this);

  public HttpMethodProbe() {
    super(
        "http.methods",
        "an undocumented method gets 405 with Allow",
        true,
        ChecklistItem.ERRORS,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    Set<String> heldBack =
        site.heldBack().stream()
            .filter(each -> each.harm() == HeldBackOperation.Harm.SERVER)
            .map(each -> each.operation().path())
            .collect(Collectors.toSet());
    for (String path : site.description().paths()) {
      if (!heldBack.contains(path)) {
        path(site, path);
      }
    }
    return findings.verdict("no path");
  }

  private void path(Site site, String path) {
    List<String> described = site.description().methods(path);
    DescribedOperation any =
        site.description().operations().stream()
            .filter(each -> each.path().equals(path))
            .findFirst()
            .orElseThrow();
    // Uses ids that no row has: an undocumented method must not reach a row.
    Map<String, String> values = new HashMap<>();
    any.parameters(dev.freehold.description.DescribedOperation.Parameter.Location.PATH)
        .forEach(each -> values.put(each.name(), nowhere(each)));
    String target = site.target(any, values);
    for (String method : ALL) {
      if (!described.contains(method)) {
        undescribed(site, path, target, method, described);
      }
    }
    other(site, path, target, "TRACE");
    other(site, path, target, "QUUX");
    head(site, path, target, described);
    options(site, target, path);
  }

  private static String nowhere(dev.freehold.description.DescribedOperation.Parameter parameter) {
    boolean number = parameter.schema().types().contains("integer");
    return number ? "1999999937" : "00000000-0000-7000-8000-000000000937";
  }

  /// If the server implements `DELETE /rows`, only rows of the audit can be lost.
  private static boolean mayBeTried(Site site, String method) {
    return method.equals("GET") || (!site.isSafe() && site.userA().password() != null);
  }

  private void undescribed(
      Site site, String path, String target, String method, List<String> described) {
    if (!mayBeTried(site, method)) {
      return;
    }
    for (AuditUser user : List.of(site.anonymous(), site.userA())) {
      AuditExchange exchange = site.send(user, ClientRequest.of(method, target));
      findings.countCheck();
      int status = exchange.status();
      if (exchange.isSuccess()) {
        findings.addFinding(
            Severity.MEDIUM,
            "An undocumented operation responds",
            method + " " + path,
            "the response to " + user + " is " + status,
            exchange,
            UNDOCUMENTED,
            "Add the operation to the description, or remove it.");
      } else if (status == 405) {
        allow(exchange, method + " " + path, described);
      } else if (status == 404) {
        findings.addFinding(
            Severity.LOW,
            "An undocumented method gets 404 instead of 405",
            "404",
            method + " " + path + " got 404; documented: " + String.join(", ", described),
            exchange,
            UNDOCUMENTED,
            "Return 405 with Allow, or document the method if it exists.");
      }
    }
  }

  private void allow(AuditExchange exchange, String operation, List<String> described) {
    String allow = exchange.answer().header("allow").orElse("");
    Set<String> allowedMethods = new HashSet<>();
    for (String each : allow.split(",", -1)) {
      allowedMethods.add(each.strip().toUpperCase(Locale.ROOT));
    }
    if (allow.isEmpty()) {
      findings.addFinding(
          Severity.LOW,
          "Missing Allow header in a 405 response",
          "405",
          operation + ": Allow is missing",
          exchange,
          Weakness.misconfiguration("4.1.4"),
          "Send Allow with every 405.");
    } else if (!allowedMethods.containsAll(described)
        || allowedMethods.contains(exchange.call().method())) {
      findings.addFinding(
          Severity.LOW,
          "Allow differs from the documented methods",
          "405",
          operation + ": Allow: " + allow + "; documented: " + String.join(", ", described),
          exchange,
          Weakness.misconfiguration("4.1.4"),
          "Make Allow and the description agree.");
    }
  }

  private void other(Site site, String path, String target, String method) {
    AuditExchange exchange = site.send(site.userA(), ClientRequest.of(method, target));
    findings.countCheck();
    boolean echo = method.equals("TRACE") && exchange.isSuccess();
    if (echo || exchange.isSuccess()) {
      findings.addFinding(
          echo ? Severity.MEDIUM : Severity.LOW,
          echo
              ? "The server responds to TRACE"
              : "The server responds to a method that does not exist",
          method + " " + path,
          "the response is " + exchange.status(),
          exchange,
          Weakness.misconfiguration(echo ? "13.4.4" : "4.1.4"),
          "Return 405 or 501.");
    }
  }

  private void head(Site site, String path, String target, List<String> described) {
    if (!described.contains("GET")) {
      return;
    }
    AuditExchange exchange = site.send(site.userA(), ClientRequest.of("HEAD", target));
    findings.countCheck();
    if (exchange.answer().length() > 0) {
      findings.addFinding(
          Severity.LOW,
          "A HEAD response has a body",
          "HEAD " + path,
          exchange.answer().length() + " bytes",
          exchange,
          Weakness.REQUEST_SMUGGLING,
          "Send no body: a client would read it as the next response.");
    }
  }

  private void options(Site site, String target, String path) {
    AuditExchange exchange = site.send(site.anonymous(), ClientRequest.of("OPTIONS", target));
    findings.countCheck();
    if (exchange.answer().length() > 0
        && exchange.isSuccess()
        && exchange.answer().text().contains("zq")) {
      findings.addFinding(
          Severity.HIGH,
          "Excessive data exposure: OPTIONS returns rows",
          "OPTIONS " + path,
          "the response contains rows of the audit",
          exchange,
          Weakness.BROKEN_FUNCTION_AUTHORIZATION,
          "Handle OPTIONS without reading rows.");
    }
  }
}
