package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;

/// Finds the longest request target and the longest header that the server reads.
public final class RequestHeadSizeLimitProbe extends AbstractProbe {
  private static final int LONG = 256 << 10;

  private final FindingCollector findings = new FindingCollector(this);

  public RequestHeadSizeLimitProbe() {
    super(
        "limits.head",
        "targets and headers of many kilobytes are refused",
        false,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    ask(site, ClientRequest.get("/?zq=" + "x".repeat(LONG)), "a target");
    ask(site, ClientRequest.get("/").header("X-Zq", "x".repeat(LONG)), "a header");
    return findings.verdict("");
  }

  private void ask(Site site, ClientRequest call, String what) {
    try {
      AuditExchange exchange = site.sendWithoutRetry(site.anonymous(), call);
      findings.countCheck();
      if (exchange.isSuccess()) {
        findings.addFinding(
            Severity.LOW,
            "Missing size limit for the request head",
            "every path",
            what + " of " + (LONG >> 10) + " KiB got " + exchange.status(),
            exchange,
            Weakness.RESOURCE_CONSUMPTION,
            "Limit the target to 8 KiB and the headers to 16 KiB; return 414 and 431.");
      }
    } catch (RequestFailedException e) {
      if (e.reason() != RequestFailedException.Reason.CLOSED) {
        throw e;
      }
      findings.countCheck();
    }
  }
}
