package dev.freehold.audit.token;

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
import dev.freehold.description.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a refusal says what it wants: 401 and not 403 for who is unknown, with `WWW-Authenticate` (RFC 9110 section 11.6.1).
///
/// A token that is not believed is no token that is not there: who shows one takes an open answer for their own.
public final class Challenges extends Question {
  private static final Why WHY = new Why("API2:2023", null, null);

  public Challenges() {
    super(
        "token.challenge",
        "who is not signed in is answered with 401 and a challenge",
        true,
        ChecklistItem.ERRORS);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Door> door = Door.of(site);
    if (door.isEmpty()) {
      return tally.verdict("no operation that needs a token and can be called with one");
    }
    for (Exchange exchange : List.of(door.get().knock(), door.get().knock("x.y.z"))) {
      boolean challenged = exchange.answer().header("WWW-Authenticate").isPresent();
      if (exchange.status() == 401 && challenged) {
        tally.check();
      } else {
        tally.found(
            Severity.LOW,
            exchange.status() == 401
                ? "a 401 has no WWW-Authenticate"
                : "who is not signed in is not answered with 401",
            door.get().operation(),
            "the answer is " + exchange.status() + (challenged ? "" : " without a challenge"),
            exchange,
            WHY,
            "Answer 401 with `WWW-Authenticate: Bearer`; 403 is for who is known and may not.");
      }
    }
    site.collections().forEach(each -> open(site, each, tally));
    return tally.verdict("");
  }

  /// A list that nobody needs a token for and that knows tokens, as its description says.
  private static void open(Site site, Collection collection, Tally tally) {
    Optional<Operation> list =
        collection
            .list()
            .filter(each -> !each.isProtected() && !each.security().isEmpty())
            .filter(each -> !each.path().contains("{"));
    if (list.isEmpty()) {
      return;
    }
    Call call = Call.get(site.target(list.get(), Map.of()));
    if (!site.send(site.nobody(), call).answer().isSuccess()) {
      return;
    }
    Exchange broken = site.send(site.nobody(), call.header("Authorization", "Bearer x.y.z"));
    if (!broken.answer().isSuccess()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.LOW,
        "a token that is not believed is taken for none",
        list.get(),
        broken.status() + " for a token that is none",
        broken,
        WHY,
        "Answer 401 to a token that is over or broken, also where none is needed: a client learns"
            + " no other way that it is signed out.");
  }
}
