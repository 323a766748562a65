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
import java.util.Optional;

/// Refresh tokens: no access token, no use of an access token, and good for one use (RFC 9700 section 4.14). A server may answer a
/// token that was used a moment ago with the successor that it made then, for two tabs that refresh at once; once the
/// successor was used too, the first is over.
public final class RefreshTokens extends Question {
  private static final Why ROTATION = new Why("API2:2023", "10.4.5", null);

  public RefreshTokens() {
    super("token.refresh", "a refresh token refreshes, once", false, ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Operation> refresh = site.accounts().refresh();
    Optional<Door> door = Door.of(site);
    if (refresh.isEmpty() || door.isEmpty()) {
      return tally.verdict("no operation that refreshes tokens");
    }
    // A session of its own: what is tried here may end it.
    Optional<Person> person = site.accounts().another();
    String first = person.map(Person::refreshToken).orElse(null);
    if (person.isEmpty() || first == null) {
      return tally.verdict("no further account can be made, or it has no refresh token");
    }
    asAccess(door.get(), first, tally);
    accessAsRefresh(site, refresh.get(), person.get(), tally);
    reuse(site, refresh.get(), first, tally);
    return tally.verdict("");
  }

  private static void asAccess(Door door, String refreshToken, Tally tally) {
    Exchange exchange = door.knock(refreshToken);
    if (!Door.opens(exchange)) {
      tally.check();
      return;
    }
    tally.found(
        Severity.HIGH,
        "a refresh token is believed as an access token",
        door.operation(),
        exchange.status() + " for the refresh token as a bearer",
        exchange,
        Why.TOKEN,
        "Give each kind of token a type and an audience of its own, and ask for it where one is"
            + " verified.");
  }

  private static void accessAsRefresh(Site site, Operation refresh, Person person, Tally tally) {
    Optional<Exchange> exchange = send(site, person.bearer());
    if (exchange.isEmpty() || !exchange.get().answer().isSuccess()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.HIGH,
        "an access token is taken as a refresh token",
        refresh,
        exchange.get().status() + " for an access token: whoever has it keeps the session for ever",
        exchange.get(),
        Why.TOKEN,
        "Give each kind of token a type of its own, and ask for it where one is verified.");
  }

  private static void reuse(Site site, Operation refresh, String first, Tally tally) {
    Optional<String> second = next(site, first);
    Optional<String> third = second.flatMap(token -> next(site, token));
    if (third.isEmpty()) {
      return;
    }
    // Used, its successor used: nobody honest has it any more.
    Optional<Exchange> again = send(site, first);
    if (again.isEmpty() || !again.get().answer().isSuccess()) {
      tally.check();
      return;
    }
    boolean rotates = !second.get().equals(first);
    tally.found(
        Severity.MEDIUM,
        rotates ? "a used refresh token is taken again" : "refresh tokens are not rotated",
        refresh,
        again.get().status() + " for a refresh token whose successor was used",
        again.get(),
        ROTATION,
        "Give a new refresh token each time, keep one counter for a session, and end the session"
            + " where an old token comes back.");
  }

  private static Optional<String> next(Site site, String token) {
    return send(site, token)
        .filter(exchange -> exchange.answer().isSuccess())
        .map(
            exchange ->
                // A server that answers with an access token alone goes on with the same refresh
                // token.
                site.accounts().refreshToken(exchange.answer()).orElse(token));
  }

  private static Optional<Exchange> send(Site site, String token) {
    Optional<Call> call = site.accounts().refreshCall(token);
    return call.map(each -> site.send(site.nobody(), each));
  }
}
