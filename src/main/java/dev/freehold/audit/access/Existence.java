package dev.freehold.audit.access;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Below;
import dev.freehold.audit.probe.Change;
import dev.freehold.audit.probe.Likeness;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.List;
import java.util.Optional;

/// Whether an answer about somebody else's row can be told from one about a row that does not exist, by its status, body or
/// headers.
public final class Existence extends Question {
  private static final String MEND =
      "Answer for a row of somebody else as for a row that is not there: the same status, the same"
          + " body, the same headers.";

  public Existence() {
    super(
        "access.existence",
        "another person's row is answered as one that does not exist",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      for (Operation operation : collection.itemOperations()) {
        if (!Meant.forAll(operation)
            && !Meant.forRoles(operation)
            && !Meant.readForAll(collection)) {
          compare(site, collection, operation, tally);
        }
      }
    }
    for (Below below : Below.all(site)) {
      if (!Meant.readForAll(below.parents())) {
        below.nested().ifPresent(nested -> compare(site, below, nested, tally));
      }
    }
    return tally.verdict("no row that belongs to somebody can be made and asked for by its id");
  }

  private static void compare(Site site, Collection collection, Operation operation, Tally tally) {
    boolean deletes = operation.method().equals("DELETE");
    Optional<Row> row = deletes ? site.make(collection, site.a()) : site.any(collection, site.a());
    if (row.isEmpty() || row.get().target().isEmpty()) {
      return;
    }
    String target = row.get().target().get();
    String start = target.substring(0, target.length() - Call.encode(row.get().id()).length());
    Call call = Call.of(operation.method(), target);
    if (operation.body().isPresent()) {
      call = call.json(Change.of(row.get(), operation));
    }
    String tag = site.send(site.a(), Call.get(target)).answer().header("ETag").orElse("\"1\"");
    for (Call each : List.of(call, call.header("If-Match", tag))) {
      judge(site, row.get(), operation, each, start, tally);
    }
  }

  private static void judge(
      Site site, Row row, Operation operation, Call call, String start, Tally tally) {
    Exchange before = missing(site, call, start, row.id());
    Exchange foreign = site.send(site.b(), call);
    Exchange after = missing(site, call, start, row.id());
    told(
        tally,
        operation,
        foreign,
        Likeness.differences(
            new Likeness.About(row.id(), foreign.answer()),
            new Likeness.About(idIn(before, start), before.answer()),
            new Likeness.About(idIn(after, start), after.answer())));
  }

  private static Exchange missing(Site site, Call call, String start, String id) {
    return site.send(site.b(), call.withTarget(start + Call.encode(Other.id(id))));
  }

  private static String idIn(Exchange exchange, String start) {
    return exchange.call().target().substring(start.length());
  }

  private static void compare(Site site, Below below, Operation nested, Tally tally) {
    String one = Other.id(below.parentId());
    String two = Other.id(below.parentId());
    Exchange before = site.send(site.b(), below.call(nested, one));
    Exchange foreign = site.send(site.b(), below.call(nested));
    Exchange after = site.send(site.b(), below.call(nested, two));
    told(
        tally,
        nested,
        foreign,
        Likeness.differences(
            new Likeness.About(below.parentId(), foreign.answer()),
            new Likeness.About(one, before.answer()),
            new Likeness.About(two, after.answer())));
  }

  private static void told(
      Tally tally, Operation operation, Exchange foreign, List<String> differences) {
    // An answer of success is a row that was reached: others say so, and worse.
    if (differences.isEmpty() || foreign.answer().isSuccess()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.MEDIUM,
        "it can be told whether another person's row exists",
        operation,
        "beside a row that does not exist: "
            + String.join("; ", differences.subList(0, Math.min(3, differences.size()))),
        foreign,
        Why.EXISTENCE,
        MEND);
  }
}
