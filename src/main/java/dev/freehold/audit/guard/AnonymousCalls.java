package dev.freehold.audit.guard;

import dev.freehold.audit.Accounts;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/// Every operation without a token. What the description calls protected must refuse; what it says nothing of must at least
/// show and change no row of a person.
public final class AnonymousCalls extends Question {
  private static final String MEND =
      "Ask for the token where routes are made, so that a route without it cannot be forgotten, and"
          + " name the few that are open.";

  public AnonymousCalls() {
    super(
        "guard.anonymous",
        "every protected operation refuses who has no token",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Operation operation : site.description().operations()) {
      if (Meant.isOpen(operation) || isSignIn(site.accounts(), operation)) {
        continue;
      }
      Optional<Collection> collection =
          site.collections().stream().filter(each -> has(each, operation)).findFirst();
      if (collection.isPresent()) {
        row(site, collection.get(), operation, tally);
      } else if (operation.isProtected()) {
        other(site, operation, tally);
      }
    }
    return tally.verdict("no operation that needs a token");
  }

  private static boolean has(Collection collection, Operation operation) {
    return Stream.of(
            collection.list(),
            collection.create(),
            collection.read(),
            collection.replace(),
            collection.modify(),
            collection.delete())
        .flatMap(Optional::stream)
        .anyMatch(operation::equals);
  }

  private static boolean isSignIn(Accounts accounts, Operation operation) {
    return Stream.of(accounts.signup(), accounts.login(), accounts.refresh())
        .flatMap(Optional::stream)
        .anyMatch(operation::equals);
  }

  private static void row(Site site, Collection collection, Operation operation, Tally tally) {
    boolean one = collection.itemOperations().contains(operation);
    boolean creates = operation.method().equals("POST");
    // What is deleted or changed here must not be missed by other probes.
    Optional<Row> row =
        one && !operation.method().equals("GET")
            ? site.make(collection, site.a())
            : site.any(collection, site.a());
    String target =
        row.flatMap(each -> one ? each.target() : Optional.of(each.listTarget()))
            .orElseGet(() -> site.target(operation, site.pathValues(operation, site.a())));
    Call call = Call.of(operation.method(), target);
    if (operation.body().isPresent()) {
      Optional<JsonObject> body =
          row.map(Row::sent).or(() -> site.sample(collection, site.a(), true));
      call = call.json(body.orElseGet(JsonObject::new));
    }
    Exchange exchange = site.send(site.nobody(), call);
    if (creates) {
      site.made(collection, exchange);
    }
    judge(operation, row, exchange, tally);
  }

  private static void other(Site site, Operation operation, Tally tally) {
    if (site.isSafe() && !operation.method().equals("GET")) {
      return;
    }
    Call call =
        Call.of(operation.method(), site.target(operation, site.pathValues(operation, site.a())));
    if (operation.body().isPresent()) {
      call = call.json(new JsonObject());
    }
    judge(operation, Optional.empty(), site.send(site.nobody(), call), tally);
  }

  private static void judge(
      Operation operation, Optional<Row> row, Exchange exchange, Tally tally) {
    Optional<String> seen = row.flatMap(each -> Trace.of(each, exchange));
    boolean changes = !operation.method().equals("GET");
    boolean gotIn = exchange.answer().isSuccess() && (operation.isProtected() || changes);
    if (!gotIn && seen.isEmpty()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.CRITICAL,
        operation.isProtected()
            ? "a protected operation can be used without a token"
            : "rows of a person can be reached without a token",
        operation,
        exchange.status() + " to nobody" + seen.map(each -> ": " + each).orElse(""),
        exchange,
        Why.FUNCTION,
        MEND);
  }
}
