package dev.freehold.audit.token;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Whether the tokens of a session are over when it is: the access token, and the refresh token above all.
public final class LogOut extends Question {
  /// That a server may take to tell all its nodes.
  private static final int TRIES = 6;

  private static final Duration BETWEEN = Duration.ofMillis(400);
  private static final Why SESSION = new Why("API2:2023", "7.4.1", null);

  public LogOut() {
    super("token.logout", "log-out ends the tokens of the session", false, ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Operation> logout = site.accounts().logout();
    Optional<Door> door = Door.of(site);
    if (logout.isEmpty() || door.isEmpty()) {
      return tally.verdict("no operation that logs out");
    }
    Optional<Person> person = site.accounts().another();
    if (person.isEmpty() || !Door.opens(door.get().knock(person.get()))) {
      return tally.verdict("no further account can be made that opens what others open");
    }
    Person who = person.get();
    Call call = Call.of(logout.get().method(), site.target(logout.get(), Map.of()));
    if (logout.get().body().isPresent()) {
      call = call.json(new JsonObject().put("refresh_token", who.refreshToken()));
    }
    Exchange out = site.send(who, call);
    if (!out.answer().isSuccess()) {
      return tally.verdict("logging out was answered with " + out.status());
    }
    access(door.get(), who, logout.get(), tally);
    refresh(site, who, logout.get(), tally);
    return tally.verdict("");
  }

  private static void access(Door door, Person who, Operation logout, Tally tally) {
    Exchange exchange = door.knock(who);
    for (int i = 1; i < TRIES && Door.opens(exchange); i++) {
      LockSupport.parkNanos(BETWEEN.toNanos());
      exchange = door.knock(who);
    }
    if (!Door.opens(exchange)) {
      tally.check();
      return;
    }
    tally.found(
        Severity.MEDIUM,
        "an access token outlives log-out",
        logout,
        exchange.status() + " two seconds after log-out, for the token of that session",
        exchange,
        SESSION,
        "Keep the session on the server and ask for it with each request, from a cache of a second"
            + " at most.");
  }

  private static void refresh(Site site, Person who, Operation logout, Tally tally) {
    String token = who.refreshToken();
    Optional<Call> call = token == null ? Optional.empty() : site.accounts().refreshCall(token);
    if (call.isEmpty()) {
      return;
    }
    Exchange exchange = site.send(site.nobody(), call.get());
    if (!exchange.answer().isSuccess()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.HIGH,
        "a refresh token outlives log-out",
        logout,
        exchange.status() + " for the refresh token of a session that was ended",
        exchange,
        SESSION,
        "End the session itself on log-out: what remains of it must give no token.");
  }
}
