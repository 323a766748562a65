package dev.freehold.audit.access;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Change;
import dev.freehold.audit.probe.Kept;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Somebody else's row as a step of a batch: several operations in one request, each with a method and a path.
public final class ForeignBatch extends Question {
  private static final String OPERATIONS = "operations";

  public ForeignBatch() {
    super(
        "access.batch-foreign",
        "the steps of a batch reach a person's own rows only",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Operation> batch =
        site.description().operations().stream().filter(ForeignBatch::isBatch).findFirst();
    if (batch.isPresent()) {
      for (Collection collection : site.collections()) {
        site.make(collection, site.a())
            .filter(row -> row.target().isPresent())
            .ifPresent(row -> attack(site, batch.get(), row, tally));
      }
    }
    return tally.verdict("no operation that takes a batch of others");
  }

  private static boolean isBatch(Operation operation) {
    return operation.method().equals("POST")
        && operation.path().endsWith("/batch")
        && operation
            .json()
            .map(schema -> schema.properties().containsKey(OPERATIONS))
            .orElse(false);
  }

  private static void attack(Site site, Operation batch, Row row, Tally tally) {
    Kept kept = Kept.of(site, row);
    for (Operation step :
        kept.isSeen() ? row.collection().itemOperations() : List.<Operation>of()) {
      boolean reads = step.method().equals("GET");
      if (reads ? Meant.readForAll(row.collection()) : Meant.forAll(step)) {
        continue;
      }
      Exchange exchange = site.send(site.b(), call(site, batch, step, row));
      Optional<String> harm =
          kept.harm()
              .or(
                  () ->
                      Meant.readForAll(row.collection())
                          ? Optional.empty()
                          : Trace.of(row, exchange));
      if (harm.isPresent()) {
        tally.found(
            Severity.CRITICAL,
            "a step of a batch reaches another person's row",
            batch,
            exchange.status() + " to B for " + step + ": " + harm.get(),
            exchange,
            Why.OBJECT,
            "Let each step go through the very code that a request of its own goes through.");
        return;
      }
      tally.check();
    }
  }

  private static Call call(Site site, Operation batch, Operation step, Row row) {
    String target = site.target(batch, Map.of());
    String below = target.substring(0, target.length() - "/batch".length());
    String path = row.target().orElseThrow();
    JsonObject one =
        new JsonObject()
            .put("method", step.method())
            .put("path", path.startsWith(below) ? path.substring(below.length()) : path);
    if (step.body().isPresent()) {
      one.put("body", Change.ofText(row, step).orElseGet(() -> Change.of(row, step)));
    }
    return Call.of("POST", target).json(new JsonObject().put(OPERATIONS, new JsonArray().add(one)));
  }
}
