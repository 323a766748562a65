package dev.freehold.audit.limits;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.call.CallFailed;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// How large a body a server reads.
public final class BodySizes extends Question {
  private static final int LARGE = 12 << 20;

  /// What a server that sends back what it refuses may still be answered to.
  private static final int SMALLER = 6 << 20;

  private final Tally tally = new Tally(this);

  public BodySizes() {
    super(
        "limits.body",
        "a body of many megabytes is refused before it is read",
        false,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Optional<Operation> create =
        site.collections().stream()
            .filter(each -> each.create().isPresent() && !each.path().contains("{"))
            .flatMap(each -> each.create().stream())
            .findFirst();
    if (create.isPresent()) {
      ask(site, create.get(), true, LARGE);
    }
    site.accounts().login().ifPresent(login -> ask(site, login, false, LARGE));
    return tally.verdict("no operation that reads a body");
  }

  private void ask(Site site, Operation operation, boolean signedIn, int size) {
    String body = new JsonObject().put("zq", "x".repeat(size)).encode();
    Call call = Call.of("POST", site.target(operation, Map.of())).json(body);
    try {
      Exchange exchange = site.sendOnce(signedIn ? site.a() : site.nobody(), call);
      tally.check();
      collection(site, operation).ifPresent(each -> site.made(each, exchange));
      int status = exchange.status();
      boolean early =
          status == 413 || status == 401 || status == 429 || status == 415 || status >= 500;
      if (!early) {
        tally.found(
            exchange.answer().isSuccess() || !signedIn ? Severity.MEDIUM : Severity.LOW,
            "A body of many megabytes is read",
            operation,
            (size >> 20) + " MiB were answered with " + status + " rather than 413",
            exchange,
            Why.RESOURCES,
            "Bound the bodies that are read, at 1 MiB or so, and answer 413.");
      }
    } catch (CallFailed e) {
      if (e.reason() == CallFailed.Reason.TOO_LARGE && size > SMALLER) {
        ask(site, operation, signedIn, SMALLER);
        return;
      }
      // One that closes while it is sent to has refused it.
      if (e.reason() != CallFailed.Reason.CLOSED) {
        throw e;
      }
      tally.check();
    }
  }

  private static Optional<Collection> collection(Site site, Operation operation) {
    return site.collections().stream()
        .filter(each -> each.create().equals(Optional.of(operation)))
        .findFirst();
  }
}
