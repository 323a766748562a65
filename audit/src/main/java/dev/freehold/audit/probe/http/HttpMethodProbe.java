package dev.freehold.audit.probe.http;

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
import dev.freehold.description.DescribedOperation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Checks that an undescribed method is refused with `Allow` (RFC 9110 section 15.5.6).
public final class HttpMethodProbe extends AbstractProbe {
  private static final List<String> ALL = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Weakness UNDOCUMENTED = new Weakness("API9:2023", "4.1.4", null);

  private final FindingCollector findings = new FindingCollector(this);

  public HttpMethodProbe() {
    super(
        "http.methods",
        "a method that is not described is answered with 405 and Allow",
        true,
        ChecklistItem.ERRORS,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (String path : site.description().paths()) {
      path(site, path);
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
    // Ids that no row has: what is not described must not reach one.
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

  /// Whose rows may be lost where a server does answer `DELETE /rows`: nobody's but those of the
  /// audit.
  private static boolean mayBeTried(Site site, String method) {
    return method.equals("GET") || (!site.isSafe() && site.userA().password() != null);
  }

  private void undescribed(
      Site site, String path, String target, String method, List<String> described) {
    if (!mayBeTried(site, method)) {
      return;
    }
    for (AuditUser person : List.of(site.anonymous(), site.userA())) {
      AuditExchange exchange = site.send(person, ClientRequest.of(method, target));
      findings.countCheck();
      int status = exchange.status();
      if (exchange.answer().isSuccess()) {
        findings.addFinding(
            Severity.MEDIUM,
            "An operation that is not documented answers",
            method + " " + path,
            "answered " + person + " with " + status,
            exchange,
            UNDOCUMENTED,
            "Describe it, or take it away.");
      } else if (status == 405) {
        allow(exchange, method + " " + path, described);
      } else if (status == 404) {
        findings.addFinding(
            Severity.LOW,
            "A method that is not described is answered with 404",
            "404",
            method
                + " "
                + path
                + " was answered with 404; described are "
                + String.join(", ", described),
            exchange,
            UNDOCUMENTED,
            "Answer 405 with Allow; or describe the method, where it is there.");
      }
    }
  }

  private void allow(AuditExchange exchange, String operation, List<String> described) {
    String allow = exchange.answer().header("allow").orElse("");
    Set<String> said = new HashSet<>();
    for (String each : allow.split(",", -1)) {
      said.add(each.strip().toUpperCase(Locale.ROOT));
    }
    if (allow.isEmpty()) {
      findings.addFinding(
          Severity.LOW,
          "405 does not say which methods are allowed",
          "405",
          operation + ": Allow is missing",
          exchange,
          Weakness.misconfiguration("4.1.4"),
          "Send Allow with every 405.");
    } else if (!said.containsAll(described) || said.contains(exchange.call().method())) {
      findings.addFinding(
          Severity.LOW,
          "405 says other methods than are described",
          "405",
          operation + ": Allow: " + allow + "; described are " + String.join(", ", described),
          exchange,
          Weakness.misconfiguration("4.1.4"),
          "Make Allow and the document agree.");
    }
  }

  private void other(Site site, String path, String target, String method) {
    AuditExchange exchange = site.send(site.userA(), ClientRequest.of(method, target));
    findings.countCheck();
    boolean echo = method.equals("TRACE") && exchange.answer().isSuccess();
    if (echo || exchange.answer().isSuccess()) {
      findings.addFinding(
          echo ? Severity.MEDIUM : Severity.LOW,
          echo ? "TRACE is answered" : "A method that does not exist is answered",
          method + " " + path,
          "answered with " + exchange.status(),
          exchange,
          Weakness.misconfiguration(echo ? "13.4.4" : "4.1.4"),
          "Answer 405 or 501.");
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
          "HEAD is answered with a body",
          "HEAD " + path,
          exchange.answer().length() + " bytes",
          exchange,
          Weakness.REQUEST_SMUGGLING,
          "Send no body: what follows would be read as the next answer.");
    }
  }

  private void options(Site site, String target, String path) {
    AuditExchange exchange = site.send(site.anonymous(), ClientRequest.of("OPTIONS", target));
    findings.countCheck();
    if (exchange.answer().length() > 0
        && exchange.answer().isSuccess()
        && exchange.answer().text().contains("zq")) {
      findings.addFinding(
          Severity.HIGH,
          "OPTIONS shows rows",
          "OPTIONS " + path,
          "rows of the audit stand in the answer",
          exchange,
          Weakness.BROKEN_FUNCTION_AUTHORIZATION,
          "Answer OPTIONS without reading rows.");
    }
  }
}
