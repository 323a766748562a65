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
import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether a conflict tells that another person has the same value: unique in the world where it should be unique among a
/// person's own rows.
public final class TakenValues extends Question {
  private static final Pattern TAKEN =
      Pattern.compile("exists|already|taken|unique|duplicate", Pattern.CASE_INSENSITIVE);

  public TakenValues() {
    super(
        "access.unique-foreign",
        "no conflict tells of other people's values",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      Optional<Operation> create = collection.create();
      if (create.isPresent() && !Meant.readForAll(collection)) {
        // A row of its own: what B keeps of it must not look like a row of A to other probes.
        site.make(collection, site.a())
            .ifPresent(row -> attack(site, collection, create.get(), row, tally));
      }
    }
    return tally.verdict("no rows that belong to somebody can be made");
  }

  private static void attack(
      Site site, Collection collection, Operation create, Row row, Tally tally) {
    Optional<JsonObject> sample = site.sample(collection, site.b(), true);
    if (sample.isEmpty()) {
      return;
    }
    JsonObject same = sample.get().copy();
    for (String name : sample.get().fieldNames()) {
      boolean refers = collection.references().containsKey(name);
      // Only texts of A's own making: a number or a choice may be B's by accident.
      if (!refers
          && row.sent().getValue(name) instanceof String text
          && !row.marker().isEmpty()
          && text.contains(row.marker())) {
        same.put(name, text);
      }
    }
    Call call = Call.of("POST", site.target(create, site.pathValues(create, site.b())));
    Exchange exchange = site.send(site.b(), call.json(same));
    site.made(collection, exchange);
    if (!isConflict(exchange.answer()) || same.equals(sample.get())) {
      tally.check();
      return;
    }
    // The same body with B's own texts: taken, so those of A alone were in the way.
    Exchange own = site.send(site.b(), call.json(sample.get()));
    site.made(collection, own);
    if (!own.answer().isSuccess()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.MEDIUM,
        "a conflict tells that another person has the same value",
        create,
        exchange.status() + " to B for a value of " + row,
        exchange,
        Why.EXISTENCE,
        "Let unique constraints begin with the owner, so that each person's values are unique among"
            + " their own.");
  }

  private static boolean isConflict(Answer answer) {
    return answer.status() == 409
        || ((answer.status() == 400 || answer.status() == 422)
            && TAKEN.matcher(answer.text()).find());
  }
}
