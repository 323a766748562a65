package dev.freehold.audit.input;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// A property that no description has: refused, ignored, or kept.
public final class UnknownProperties extends Question {
  public UnknownProperties() {
    super(
        "input.unknown-property",
        "a property that is not described is refused",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      Optional<Operation> create = collection.create();
      Optional<JsonObject> sample = create.flatMap(_ -> site.sample(collection, site.a(), true));
      if (create.isPresent() && sample.isPresent()) {
        ask(site, collection, create.get(), sample.get(), tally);
      }
    }
    return tally.verdict("no rows that can be made");
  }

  private static void ask(
      Site site, Collection collection, Operation create, JsonObject sample, Tally tally) {
    Intruder unknown = Intruder.unknown();
    Call call = Call.of("POST", site.target(create, site.pathValues(create, site.a())));
    Exchange exchange = site.send(site.a(), call.json(unknown.into(sample)));
    site.made(collection, exchange);
    if (!exchange.answer().isSuccess()) {
      tally.check();
      return;
    }
    boolean kept = Envelope.row(exchange.answer()).map(unknown::isIn).orElse(false);
    boolean allowed = collection.body().map(body -> body.additional().isPresent()).orElse(false);
    if (kept && allowed) {
      tally.check();
      return;
    }
    tally.found(
        kept ? Severity.HIGH : Severity.LOW,
        kept
            ? "a property that is not described is kept and shown"
            : "a property that is not described is ignored",
        create,
        exchange.status() + " for a body with " + unknown.name(),
        exchange,
        Why.ASSIGNMENT,
        "Refuse what is not described (Pydantic: `extra=\"forbid\"`): a misspelt property is lost"
            + " without a word otherwise.");
  }
}
