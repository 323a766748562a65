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
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.Optional;

/// Lists, asked by one person in every way that the description offers and a few that it does not, for rows of another.
public final class ForeignLists extends Question {
  public ForeignLists() {
    super(
        "access.list-foreign",
        "lists, their filters, pages and relations show a person's own rows only",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      Optional<Operation> list = collection.list();
      if (list.isEmpty() || Meant.forAll(list.get())) {
        continue;
      }
      Optional<Row> row = site.any(collection, site.a());
      if (row.isPresent()) {
        // The attacker has a row too: a list that is empty shows nothing.
        String target = site.any(collection, site.b()).orElse(row.get()).listTarget();
        ask(site, row.get(), list.get(), ListCalls.whole(collection, target), tally);
      }
    }
    return tally.verdict("no list of rows that belong to somebody");
  }

  private static void ask(Site site, Row row, Operation list, Call plain, Tally tally) {
    for (Call call : ListCalls.of(row, list, plain)) {
      Exchange exchange = site.send(site.b(), call);
      Optional<String> seen = Trace.of(row, exchange);
      if (seen.isPresent()) {
        boolean always = call.target().equals(plain.target()) && call.headers().isEmpty();
        tally.found(
            Severity.CRITICAL,
            always
                ? "a list shows another person's rows"
                : "a list shows another person's rows when it is asked in a certain way",
            list,
            "B sees them with " + call + ": " + seen.get(),
            exchange,
            Why.OBJECT,
            "Begin the statement of the list with the condition that rows are of the person of the"
                + " token, and add what the query asks to it with AND.");
        return;
      }
      tally.check();
    }
  }
}
