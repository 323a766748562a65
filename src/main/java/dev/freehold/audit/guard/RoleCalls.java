package dev.freehold.audit.guard;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Operations for people with a role, by somebody who has none.
public final class RoleCalls extends Question {
  private static final Set<String> RANKS =
      Set.of("is_admin", "isAdmin", "is_superuser", "isSuperuser", "is_staff", "admin");

  public RoleCalls() {
    super("guard.roles", "what is for a role refuses who has none", true, ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    List<Operation> all = site.description().operations().stream().filter(Meant::forRoles).toList();
    if (!all.isEmpty() && hasRole(site, site.b())) {
      return new Verdict.NotApplicable("B has a role");
    }
    for (Operation operation : all) {
      if (!site.isSafe() || operation.method().equals("GET")) {
        call(site, operation, tally);
      }
    }
    return tally.verdict("no operation is said to be for a role");
  }

  static boolean hasRole(Site site, Person person) {
    Optional<Operation> me = site.accounts().me();
    if (me.isEmpty()) {
      return false;
    }
    Exchange exchange = site.send(person, Call.get(site.target(me.get(), Map.of())));
    String text = exchange.answer().text();
    return RANKS.stream().anyMatch(rank -> text.matches("(?s).*\"" + rank + "\"\\s*:\\s*true.*"))
        || text.matches("(?s).*\"roles\"\\s*:\\s*\\[\\s*\".*");
  }

  private static void call(Site site, Operation operation, Tally tally) {
    Optional<Collection> creates =
        site.collections().stream()
            .filter(each -> each.create().equals(Optional.of(operation)))
            .findFirst();
    Call call =
        Call.of(operation.method(), site.target(operation, site.pathValues(operation, site.b())));
    if (operation.body().isPresent()) {
      call =
          call.json(
              creates.flatMap(c -> site.sample(c, site.b(), true)).orElseGet(JsonObject::new));
    }
    Exchange exchange = site.send(site.b(), call);
    creates.ifPresent(each -> site.made(each, exchange));
    if (!exchange.answer().isSuccess() || isNothing(operation, exchange)) {
      tally.check();
      return;
    }
    tally.found(
        Severity.HIGH,
        "an operation for a role can be used by anybody who signs up",
        operation,
        exchange.status() + " to B, who has no role",
        exchange,
        Why.FUNCTION,
        "Ask for the role where the route is made; an operation that names none refuses"
            + " everybody.");
  }

  /// A list may be for all and empty for who has no role: nothing was given then.
  private static boolean isNothing(Operation operation, Exchange exchange) {
    return operation.method().equals("GET")
        && (exchange.answer().length() == 0
            || (exchange.answer().json().orElse(null) instanceof JsonArray array
                && array.isEmpty()));
  }
}
