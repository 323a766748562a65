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
import java.util.List;
import java.util.Optional;

/// A good token in a place where none belongs: in the address, where logs and histories keep it, under another scheme, twice.
public final class TokenPlaces extends Question {
  private static final List<String> NAMES =
      List.of("access_token", "token", "jwt", "auth", "authorization", "api_key");

  public TokenPlaces() {
    super(
        "token.places",
        "a token is taken from one Authorization header with the scheme Bearer and from nowhere"
            + " else",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Door> found = Door.of(site);
    if (found.isEmpty()) {
      return tally.verdict("no operation that needs a token and can be called with one");
    }
    Door door = found.get();
    Person a = site.a();
    for (String name : NAMES) {
      // The target cannot show a variable: the token of a test account is part of the evidence.
      judge(
          tally,
          door,
          door.knock(door.call().query(name, a.bearer())),
          Severity.MEDIUM,
          "a token is taken from the address",
          "the parameter " + name,
          new Why("API2:2023", "14.2.1", null),
          "Take tokens from the header alone: addresses stand in logs, histories and Referer"
              + " headers.");
    }
    for (String form : List.of("%s", "Basic %s", "Token %s", "JWT %s")) {
      judge(
          tally,
          door,
          door.knock(a, form),
          Severity.LOW,
          "a token is taken under another scheme",
          "Authorization: " + form.formatted("…"),
          Why.TOKEN,
          "Take the scheme Bearer and exactly one token behind it (RFC 6750 section 2.1), and"
              + " refuse the rest.");
    }
    judge(
        tally,
        door,
        door.knock(a, "Bearer %s x"),
        Severity.LOW,
        "what stands behind a token is ignored",
        "Authorization: Bearer … x",
        Why.TOKEN,
        "Take exactly one token behind the scheme and refuse the rest.");
    Call twice =
        door.call().header(Door.header(a, "Bearer %s")).header("Authorization", "Bearer x.y.z");
    judge(
        tally,
        door,
        door.knock(twice),
        Severity.INFO,
        "of two Authorization headers one is believed",
        "a good one and a bad one",
        Why.FRAMING,
        "Refuse a request with two: a proxy in front may look at the other one.");
    return tally.verdict("");
  }

  private static void judge(
      Tally tally,
      Door door,
      Exchange exchange,
      Severity severity,
      String title,
      String what,
      Why why,
      String mend) {
    if (Door.opens(exchange)) {
      tally.found(
          severity,
          title,
          door.operation(),
          exchange.status() + " with " + what,
          exchange,
          why,
          mend);
    } else {
      tally.check();
    }
  }
}
