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
import dev.freehold.description.Schema;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Mass assignment: what a row shows and a client may not set, such as its owner, its id and its times, in the bodies that make
/// and change it.
public final class AssignedProperties extends Question {
  private static final String MEND =
      "Read bodies into a type that has only what a client may set, and refuse what is not in it.";

  public AssignedProperties() {
    super(
        "input.assignment",
        "a body sets only what is described, and never the owner",
        true,
        ChecklistItem.VALIDATION,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      Optional<Row> row = site.any(collection, site.a());
      if (row.isPresent()) {
        collection.create().ifPresent(create -> create(site, create, row.get(), tally));
        collection
            .modify()
            .or(collection::replace)
            .ifPresent(change -> change(site, change, row.get(), tally));
      }
    }
    return tally.verdict("no rows that can be made");
  }

  private static void create(Site site, Operation create, Row row, Tally tally) {
    Collection collection = row.collection();
    Set<String> described =
        collection.body().map(Schema::properties).map(Map::keySet).orElse(Set.of());
    for (Intruder intruder : Intruder.of(row, described, site.b())) {
      Optional<JsonObject> sample = site.sample(collection, site.a(), true);
      if (sample.isEmpty()) {
        return;
      }
      Call call = Call.of("POST", site.target(create, row.pathValues()));
      Exchange exchange = site.send(site.a(), call.json(intruder.into(sample.get())));
      site.made(collection, exchange);
      judge(create, intruder, exchange, Envelope.row(exchange.answer()), tally);
    }
  }

  private static void change(Site site, Operation change, Row like, Tally tally) {
    Collection collection = like.collection();
    Set<String> described = change.json().map(Schema::properties).map(Map::keySet).orElse(Set.of());
    for (Intruder intruder : Intruder.of(like, described, site.b())) {
      Optional<Row> row = site.make(collection, site.a());
      if (row.isEmpty() || row.get().target().isEmpty()) {
        return;
      }
      JsonObject body = new JsonObject();
      for (String name : row.get().sent().fieldNames()) {
        if (change.method().equals("PUT") && (described.isEmpty() || described.contains(name))) {
          body.put(name, row.get().sent().getValue(name));
        }
      }
      Call call = Call.of(change.method(), row.get().target().get()).json(intruder.into(body));
      Exchange exchange = site.send(site.a(), call);
      Optional<JsonObject> shown = Envelope.row(exchange.answer());
      if (exchange.answer().isSuccess() && collection.read().isPresent()) {
        // What is answered may be only what was sent.
        Exchange again = site.send(site.a(), Call.get(row.get().target().get()));
        boolean gone = intruder.severity() == Severity.CRITICAL && !again.answer().isSuccess();
        shown = gone ? Optional.of(intruder.into(new JsonObject())) : Envelope.row(again.answer());
      }
      judge(change, intruder, exchange, shown, tally);
    }
  }

  private static void judge(
      Operation operation,
      Intruder intruder,
      Exchange exchange,
      Optional<JsonObject> shown,
      Tally tally) {
    if (!exchange.answer().isSuccess() || !shown.map(intruder::isIn).orElse(false)) {
      tally.check();
      return;
    }
    tally.found(
        intruder.severity(),
        "a client can set " + intruder.what(),
        operation,
        exchange.status() + ": " + intruder.name() + " is what A sent",
        exchange,
        Why.ASSIGNMENT,
        MEND);
  }
}
