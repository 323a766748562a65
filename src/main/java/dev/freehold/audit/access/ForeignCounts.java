package dev.freehold.audit.access;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Whether the count beside a list counts rows that the list does not show: then a filter answers any question about them.
public final class ForeignCounts extends Question {
  /// Of rows: fewer are on any server's page by default.
  private static final int FEW = 10;

  public ForeignCounts() {
    super(
        "access.count-foreign",
        "counts and totals are of a person's own rows",
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
        String target = site.any(collection, site.b()).orElse(row.get()).listTarget();
        ask(site, row.get(), list.get(), ListCalls.whole(collection, target), tally);
      }
    }
    return tally.verdict("no list with a total of rows that belong to somebody");
  }

  private static void ask(Site site, Row row, Operation list, Call plain, Tally tally) {
    Exchange whole = site.send(site.b(), plain);
    long beyond = beyond(whole);
    if (beyond < 0) {
      return;
    }
    if (beyond > 0) {
      told(tally, list, whole, beyond);
      return;
    }
    tally.check();
    for (Map.Entry<String, String> each : ListCalls.conditions(row, list).entrySet()) {
      Exchange met = site.send(site.b(), plain.query(each.getKey(), each.getValue()));
      if (beyond(met) > 0) {
        // Some totals are of all of one's rows, whatever the filter: those are the same for what
        // nobody has.
        String nobodys = Other.id(each.getValue());
        Exchange unmet = site.send(site.b(), plain.query(each.getKey(), nobodys));
        if (beyond(unmet) < beyond(met)) {
          told(tally, list, met, beyond(met));
          return;
        }
      }
      tally.check();
    }
  }

  private static void told(Tally tally, Operation list, Exchange exchange, long beyond) {
    tally.found(
        Severity.HIGH,
        "a total counts rows of other people",
        list,
        "B is shown "
            + Envelope.rows(exchange.answer()).size()
            + " rows and told of "
            + beyond
            + " more",
        exchange,
        Why.OBJECT,
        "Count with the same conditions as the list, the person of the token first among them.");
  }

  /// Rows that are counted and do not stand on the only page; -1 where that cannot be told.
  private static long beyond(Exchange exchange) {
    OptionalLong total = Envelope.total(exchange.answer());
    int rows = Envelope.rows(exchange.answer()).size();
    boolean told =
        exchange.answer().isSuccess()
            && total.isPresent()
            && Envelope.isList(exchange.answer())
            && rows < pageSize(exchange);
    return told ? Math.max(0, total.getAsLong() - rows) : -1;
  }

  /// As far as the request says it; where it does not, a page of few rows is taken for the whole.
  private static long pageSize(Exchange exchange) {
    for (String pair : exchange.call().target().replaceFirst("^[^?]*\\??", "").split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2 && parts[1].matches("\\d{1,9}") && ListCalls.isSize(parts[0])) {
        return Long.parseLong(parts[1]);
      }
    }
    return FEW;
  }
}
