package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// Finds the largest body that the server reads.
public final class BodySizeLimitProbe extends AbstractProbe {
  private static final int LARGE = 12 << 20;

  /// What a server that sends back what it refuses may still be answered to.
  private static final int SMALLER = 6 << 20;

  private final FindingCollector findings = new FindingCollector(this);

  public BodySizeLimitProbe() {
    super(
        "limits.body",
        "a body of many megabytes is refused before it is read",
        false,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    Optional<DescribedOperation> create =
        site.collections().stream()
            .filter(each -> each.create().isPresent() && !each.path().contains("{"))
            .flatMap(each -> each.create().stream())
            .findFirst();
    if (create.isPresent()) {
      ask(site, create.get(), true, LARGE);
    }
    site.authentication().login().ifPresent(login -> ask(site, login, false, LARGE));
    return findings.verdict("no operation that reads a body");
  }

  private void ask(Site site, DescribedOperation operation, boolean signedIn, int size) {
    String body = new JsonObject().put("zq", "x".repeat(size)).encode();
    ClientRequest call = ClientRequest.of("POST", site.target(operation, Map.of())).json(body);
    try {
      AuditExchange exchange =
          site.sendWithoutRetry(signedIn ? site.userA() : site.anonymous(), call);
      findings.countCheck();
      collection(site, operation).ifPresent(each -> site.trackCreatedRow(each, exchange));
      int status = exchange.status();
      boolean early =
          status == 413 || status == 401 || status == 429 || status == 415 || status >= 500;
      if (!early) {
        findings.addFinding(
            exchange.answer().isSuccess() || !signedIn ? Severity.MEDIUM : Severity.LOW,
            "A body of many megabytes is read",
            operation,
            (size >> 20) + " MiB were answered with " + status + " rather than 413",
            exchange,
            Weakness.RESOURCE_CONSUMPTION,
            "Bound the bodies that are read, at 1 MiB or so, and answer 413.");
      }
    } catch (RequestFailedException e) {
      if (e.reason() == RequestFailedException.Reason.TOO_LARGE && size > SMALLER) {
        ask(site, operation, signedIn, SMALLER);
        return;
      }
      // One that closes while it is sent to has refused it.
      if (e.reason() != RequestFailedException.Reason.CLOSED) {
        throw e;
      }
      findings.countCheck();
    }
  }

  private static Optional<ResourceCollection> collection(Site site, DescribedOperation operation) {
    return site.collections().stream()
        .filter(each -> each.create().equals(Optional.of(operation)))
        .findFirst();
  }
}
