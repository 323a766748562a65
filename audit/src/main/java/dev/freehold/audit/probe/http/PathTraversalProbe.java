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
import java.util.List;
import java.util.regex.Pattern;

/// Requests undocumented paths, and paths with `..` segments.
public final class PathTraversalProbe extends AbstractProbe {
  private static final List<String> LEAVING =
      List.of(
          "/../../../../etc/passwd",
          "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
          "/..%2f..%2f..%2f..%2fetc%2fpasswd",
          "/docs/..%2f..%2f..%2f..%2fetc%2fpasswd",
          "/docs/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
          "/static/..%5c..%5c..%5cwindows%5cwin.ini",
          "/..;/..;/etc/passwd",
          "/%252e%252e/%252e%252e/etc/passwd");

  /// The first line of `/etc/passwd`, and a section of `win.ini`.
  private static final Pattern FILE =
      Pattern.compile("(?m)^root:[^:\n]*:0:0:|^; for 16-bit app support|^\\[fonts\\]\\s*$");

  private static final List<String> UNKNOWN =
      List.of(
          "/zq-no-such-path",
          "/zq%00nul",
          "/zq%c0%af",
          "/zq%ff",
          "/zq;a=b",
          "/zq//x",
          "/zq%0d%0aX-Injected:%201");

  /// A host name that is reserved (RFC 2606).
  private static final String ELSEWHERE = "zq-elsewhere.example";

  private static final List<String> AWAY =
      List.of(
          "//" + ELSEWHERE,
          "//" + ELSEWHERE + "/",
          "//" + ELSEWHERE + "/%2e%2e",
          "/%5c" + ELSEWHERE + "/",
          "/%2f" + ELSEWHERE + "/",
          "/https://" + ELSEWHERE + "/");

  private final FindingCollector findings = new FindingCollector(this);

  public PathTraversalProbe() {
    super(
        "http.odd-paths",
        "an undocumented path gets 404, including paths with traversal or a host",
        true,
        ChecklistItem.ERRORS);
  }

  @Override
  public ProbeVerdict run(Site site) {
    LEAVING.forEach(path -> leaving(site, path));
    AWAY.forEach(path -> away(site, path));
    UNKNOWN.forEach(path -> unknown(site, path));
    UNKNOWN.forEach(path -> unknown(site, site.description().base() + path));
    site.collections().stream()
        .filter(each -> !each.path().contains("{"))
        .limit(3)
        .forEach(each -> unknown(site, site.description().base() + each.path() + "/zq/zq/zq"));
    return findings.verdict("");
  }

  private void leaving(Site site, String path) {
    AuditExchange exchange = site.send(site.anonymous(), ClientRequest.get(path));
    findings.countCheck();
    String text = exchange.answer().text();
    if (exchange.status() == 200 && FILE.matcher(text).find()) {
      findings.addFinding(
          Severity.CRITICAL,
          "Path traversal: files of the server can be read",
          "GET " + path,
          "the response contains the file",
          exchange,
          Weakness.misconfiguration("5.3.2"),
          "Serve files from a fixed map of names, never from a path in the request.");
    }
  }

  /// A redirect that repeats the path: `Location: //host/` leads to another host (RFC 3986 section
  /// 4.2).
  private void away(Site site, String path) {
    AuditExchange exchange = site.send(site.anonymous(), ClientRequest.get(path));
    findings.countCheck();
    String location = exchange.answer().header("location").orElse("").replace('\\', '/');
    if (exchange.status() / 100 == 3
        && location.matches("(?i)(https?:)?//+" + Pattern.quote(ELSEWHERE) + ".*")) {
      findings.addFinding(
          Severity.MEDIUM,
          "Open redirect: a path of this server redirects to another host",
          "paths with a host",
          "GET " + path + " got " + exchange.status() + " with Location: " + location,
          exchange,
          Weakness.misconfiguration("3.7.2"),
          "Redirect only to fixed paths, and refuse paths that start with two slashes.");
    }
  }

  private void unknown(Site site, String path) {
    AuditExchange exchange = site.send(site.userA(), ClientRequest.get(path));
    findings.countCheck();
    if (exchange.answer().header("x-injected").isPresent()) {
      findings.addFinding(
          Severity.HIGH,
          "Header injection: a path adds a response header",
          "GET " + path,
          "the response has the header X-Injected",
          exchange,
          Weakness.misconfiguration("1.3.3"),
          "Refuse control characters in paths.");
    }
    if (exchange.isSuccess()) {
      findings.addFinding(
          Severity.LOW,
          "A path that does not exist gets a success response",
          "GET " + path,
          "the response is " + exchange.status(),
          exchange,
          Weakness.misconfiguration("4.1.4"),
          "Return 404.");
    }
  }
}
