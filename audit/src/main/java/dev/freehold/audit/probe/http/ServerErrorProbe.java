package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.description.ApiDescription.OperationMatcher;
import java.util.LinkedHashMap;
import java.util.Map;

/// Finds 5xx responses. No request of a client may cause one.
public final class ServerErrorProbe extends AbstractPassiveProbe {
  private final Map<String, AuditExchange> failures = new LinkedHashMap<>();
  private int seen;

  public ServerErrorProbe() {
    super(
        "errors.5xx",
        "no request gets a 5xx response",
        ChecklistItem.VALIDATION,
        ChecklistItem.ERRORS);
  }

  @Override
  void inspect(AuditExchange exchange) {
    seen++;
    int status = exchange.status();
    // 501 and 505 mean an unsupported method or version; 503 with Retry-After means a busy server.
    boolean busy = status == 503 && exchange.answer().header("retry-after").isPresent();
    if (status >= 500 && status != 501 && status != 505 && !busy) {
      failures.putIfAbsent(
          status + " " + exchange.call().method() + " " + path(exchange), exchange);
    }
  }

  @Override
  void close(Site site) {
    OperationMatcher routes = new OperationMatcher(site.description());
    if (seen > 0) {
      findings.countCheck();
    }
    for (AuditExchange each : failures.values()) {
      String operation =
          routes
              .operation(each.call().method(), each.call().target())
              .map(Object::toString)
              .orElse("other paths");
      findings.addFinding(
          Severity.MEDIUM,
          "Unhandled error: a request gets " + each.status(),
          operation,
          "the server failed on input that it should refuse with 4xx",
          each,
          Weakness.ERROR_HANDLING,
          "Find the error in the server log by its time, and validate such input earlier.");
    }
  }
}
