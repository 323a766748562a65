package dev.freehold.audit.access;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Below;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.description.Operation;
import java.util.List;
import java.util.Optional;

/// What belongs to a row, reached by way of that row: `/projects/{id}/tasks`, and `/projects/{id}?include=tasks`.
///
/// Where everybody may read the row above, what hangs below it may still be each person's own.
public final class ForeignParents extends Question {
  public ForeignParents() {
    super(
        "access.nested-foreign",
        "rows below another row are a person's own",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Below below : Below.all(site)) {
      if (Meant.readForAll(below.children())) {
        continue;
      }
      for (Person person : List.of(site.b(), site.nobody())) {
        below.nested().ifPresent(nested -> look(site, below, person, nested, tally));
        below.included().ifPresent(read -> look(site, below, person, read, tally));
      }
    }
    return tally.verdict("no rows below others that can be made");
  }

  private static void look(
      Site site, Below below, Person person, Operation operation, Tally tally) {
    Exchange exchange = site.send(person, below.call(operation));
    Optional<String> seen = Trace.of(below.child(), exchange);
    if (seen.isEmpty()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.CRITICAL,
        "another person's rows can be read by way of the row above them",
        operation,
        exchange.status() + " to " + person + ": " + seen.get(),
        exchange,
        Why.OBJECT,
        "Hold a nested list and each relation that is included to the same condition as the list"
            + " itself: rows of the person of the token.");
  }
}
