package dev.freehold.audit.input;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.List;
import java.util.Optional;

/// SQL, and the marks of other languages, where the id of a row is due.
public final class SqlInPaths extends Question {
  /// Met by some row where it is SQL; by none where it is an id.
  private static final List<String> CONDITIONS =
      List.of("0 OR 1=1", "0' OR '1'='1", "0) OR 1=1--", "*", "%", "_");

  public SqlInPaths() {
    super("input.sql-path", "an id in a path is never SQL", true, ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      Optional<Row> row =
          collection.read().isPresent() ? site.any(collection, site.a()) : Optional.empty();
      if (row.isPresent() && row.get().target().isPresent()) {
        ask(site, collection.read().get(), row.get(), tally);
      }
    }
    return tally.verdict("no rows that are read by their id");
  }

  private static void ask(Site site, Operation read, Row row, Tally tally) {
    String target = row.target().orElseThrow();
    String start = target.substring(0, target.lastIndexOf('/') + 1);
    if (SqlText.broke(tally, read, "the id", send(site, start, SqlText.BREAK))) {
      return;
    }
    for (String condition : CONDITIONS) {
      Exchange exchange = send(site, start, condition);
      boolean given =
          exchange.answer().isSuccess()
              && Envelope.row(exchange.answer()).flatMap(Envelope::id).isPresent();
      if (given) {
        tally.found(
            Severity.CRITICAL,
            "the id in a path is a condition",
            read,
            exchange.status() + " and a row for the id \"" + condition + "\"",
            exchange,
            Why.SQL,
            SqlText.MEND);
        return;
      }
      if (SqlText.broke(tally, read, "the id", exchange)) {
        return;
      }
    }
  }

  private static Exchange send(Site site, String start, String id) {
    return site.send(site.a(), Call.get(start + Call.encode(id)));
  }
}
