package dev.freehold.audit.access;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Spread;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import java.util.Optional;

/// Whether the time of an answer tells somebody else's row from one that does not exist.
public final class ExistenceTime extends Question {
  public ExistenceTime() {
    super(
        "access.existence-time",
        "another person's row is answered as fast as one that does not exist",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      if (collection.read().isPresent() && !Meant.readForAll(collection) && tally.isClean()) {
        Optional<Row> row = site.any(collection, site.a());
        row.filter(each -> each.target().isPresent()).ifPresent(each -> time(site, each, tally));
      }
    }
    return tally.verdict("no row that belongs to somebody can be made and asked for by its id");
  }

  private static void time(Site site, Row row, Tally tally) {
    String target = row.target().orElseThrow();
    String start = target.substring(0, target.length() - Call.encode(row.id()).length());
    Exchange evidence = site.send(site.b(), Call.get(target));
    if (evidence.answer().isSuccess()) {
      tally.check();
      return;
    }
    Optional<String> apart =
        Spread.told(
            () -> site.send(site.b(), Call.get(target)).answer().time(),
            () ->
                site.send(site.b(), Call.get(start + Call.encode(Other.id(row.id()))))
                    .answer()
                    .time());
    if (apart.isEmpty()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.MEDIUM,
        "the time of an answer tells whether another person's row exists",
        row.collection().read().orElseThrow(),
        "another person's and a missing one: " + apart.get(),
        evidence,
        Why.EXISTENCE,
        "Let the database decide by id and person in one statement, and do nothing with a row that"
            + " is not the person's.");
  }
}
