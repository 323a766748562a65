package dev.freehold.audit.observe;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Why;
import dev.freehold.description.Routes;
import java.util.LinkedHashMap;
import java.util.Map;

/// 5xx: no request of a client is the server's fault.
public final class ServerErrors extends Watch {
  private final Map<String, Exchange> failures = new LinkedHashMap<>();
  private int seen;

  public ServerErrors() {
    super(
        "errors.5xx",
        "no request is answered with 5xx",
        ChecklistItem.VALIDATION,
        ChecklistItem.ERRORS);
  }

  @Override
  void look(Exchange exchange) {
    seen++;
    int status = exchange.status();
    // 501 and 505 say of a method or a version that there is none; 503 with a time says come back.
    boolean busy = status == 503 && exchange.answer().header("retry-after").isPresent();
    if (status >= 500 && status != 501 && status != 505 && !busy) {
      failures.putIfAbsent(
          status + " " + exchange.call().method() + " " + path(exchange), exchange);
    }
  }

  @Override
  void close(Site site) {
    Routes routes = new Routes(site.description());
    if (seen > 0) {
      tally.check();
    }
    for (Exchange each : failures.values()) {
      String operation =
          routes
              .operation(each.call().method(), each.call().target())
              .map(Object::toString)
              .orElse("other paths");
      tally.found(
          Severity.MEDIUM,
          "A request is answered with " + each.status(),
          operation,
          "the server failed on input that it should refuse with 4xx",
          each,
          Why.FAILURE,
          "Find the failure in the server's log by its time; refuse such input before it gets"
              + " there.");
    }
  }
}
