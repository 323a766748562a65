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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `GET` of somebody else's row by its id, plainly and with what servers have been known to believe.
public final class ForeignReads extends Question {
  private static final List<String> BELIEVED =
      List.of("X-User-Id", "X-User", "X-Authenticated-User", "X-Forwarded-User");

  public ForeignReads() {
    super("access.read-foreign", "a row is read by its owner only", true, ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      if (collection.read().isEmpty() || Meant.readForAll(collection)) {
        continue;
      }
      site.any(collection, site.a())
          .filter(row -> row.target().isPresent())
          .ifPresent(row -> read(site, row, tally));
    }
    return tally.verdict("no row that belongs to somebody can be made and read by its id");
  }

  private static void read(Site site, Row row, Tally tally) {
    for (Call call : calls(row, row.target().orElseThrow())) {
      Exchange exchange = site.send(site.b(), call);
      Optional<String> seen = Trace.of(row, exchange);
      if (seen.isPresent()) {
        tally.found(
            Severity.CRITICAL,
            "another person's row can be read by its id",
            row.collection().read().orElseThrow(),
            exchange.status() + " to B: " + seen.get(),
            exchange,
            Why.OBJECT,
            "Look a row up by its id and by the person of the token in one condition, and answer"
                + " 404 where there is none.");
        return;
      }
      tally.check();
    }
  }

  private static List<Call> calls(Row row, String target) {
    List<Call> calls = new ArrayList<>();
    calls.add(Call.get(target));
    String owner = row.owner().id();
    if (owner != null) {
      BELIEVED.forEach(header -> calls.add(Call.get(target).header(header, owner)));
      Trace.ownerName(row.shown()).ifPresent(n -> calls.add(Call.get(target).query(n, owner)));
    }
    return calls;
  }
}
