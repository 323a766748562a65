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

  /// The server may send back the refused body: the largest response that is read.
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
    return findings.verdict("no operation with a body");
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
            exchange.isSuccess() || !signedIn ? Severity.MEDIUM : Severity.LOW,
            "Missing size limit for request bodies",
            operation,
            (size >> 20) + " MiB got " + status + " instead of 413",
            exchange,
            Weakness.RESOURCE_CONSUMPTION,
            "Limit request bodies, for example to 1 MiB, and return 413.");
      }
    } catch (RequestFailedException e) {
      if (e.reason() == RequestFailedException.Reason.TOO_LARGE && size > SMALLER) {
        ask(site, operation, signedIn, SMALLER);
        return;
      }
      // A server that closes the connection during the upload has refused the body.
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
