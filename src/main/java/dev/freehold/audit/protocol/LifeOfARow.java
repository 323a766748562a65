package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
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
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// What was made is there as it was sent, and what was deleted is gone.
public final class LifeOfARow extends Question {
  private final Tally tally = new Tally(this);

  public LifeOfARow() {
    super(
        "rows.life",
        "a row is there as it was sent, and gone when it is deleted",
        true,
        ChecklistItem.ENDPOINTS);
  }

  @Override
  public Verdict run(Site site) {
    for (Collection each : site.collections()) {
      if (each.read().isPresent()) {
        site.make(each, site.a()).ifPresent(row -> life(site, row));
        each.create().ifPresent(create -> place(site, each, create));
      }
    }
    return tally.verdict("no rows that can be made and read");
  }

  /// A 201 without `Location` says that what was made is the list itself (RFC 9110 section 15.3.2).
  private void place(Site site, Collection collection, Operation create) {
    Optional<JsonObject> sample = site.sample(collection, site.a(), true);
    if (sample.isEmpty()) {
      return;
    }
    Call call = Call.of("POST", site.target(create, site.pathValues(create, site.a())));
    Exchange exchange = site.send(site.a(), call.json(sample.get()));
    Optional<Row> row = site.made(collection, exchange);
    if (row.isEmpty() || exchange.status() != 201) {
      return;
    }
    tally.check();
    if (exchange.answer().header("Location").isEmpty()) {
      wrong(
          Severity.LOW,
          "A creation does not say where the new row is",
          create,
          "201 without Location",
          exchange,
          new Why("API8:2023", null, null),
          "Send Location with the path of the new row.");
    }
  }

  private void life(Site site, Row row) {
    String target = row.target().orElseThrow();
    Exchange read = site.send(row.owner(), Call.get(target));
    tally.check();
    if (!read.answer().isSuccess()) {
      wrong(
          Severity.MEDIUM,
          "A row that was made cannot be read",
          row.collection().read().orElseThrow(),
          "answered with " + read.status(),
          read,
          new Why(null, "2.2.1", null),
          "See why its owner does not find it.");
      return;
    }
    etag(site, row, read);
    if (row.collection().delete().isEmpty()) {
      return;
    }
    Exchange deleted = site.send(row.owner(), Call.of("DELETE", target));
    if (!deleted.answer().isSuccess()) {
      return;
    }
    Exchange gone = site.send(row.owner(), Call.get(target));
    if (gone.answer().isSuccess()) {
      wrong(
          Severity.MEDIUM,
          "A row that was deleted can still be read",
          row.collection().delete().get(),
          "GET after DELETE answered " + gone.status(),
          gone,
          new Why(null, "14.2.4", "F103"),
          "Delete it, or hide it from every read.");
    }
    Exchange again = site.send(row.owner(), Call.of("DELETE", target));
    if (again.answer().isSuccess() && again.status() != 204) {
      tally.check();
    }
  }

  /// A document that promises preconditions must keep them, or two writers overwrite each other unseen.
  private void etag(Site site, Row row, Exchange read) {
    Optional<String> etag = read.answer().header("etag");
    Optional<Operation> modify = row.collection().modify();
    if (etag.isEmpty()
        || modify.isEmpty()
        || modify.get().response(412).isEmpty()
        || modify.get().responses().get("412") == null) {
      return;
    }
    Exchange stale =
        site.send(
            row.owner(),
            Call.of("PATCH", row.target().orElseThrow())
                .header("If-Match", "\"zq-stale\"")
                .json(new JsonObject()));
    tally.check();
    if (stale.answer().isSuccess()) {
      wrong(
          Severity.MEDIUM,
          "A change with a stale If-Match succeeds",
          modify.get(),
          "answered with " + stale.status() + " instead of 412",
          stale,
          new Why(null, "2.3.3", null),
          "Compare the version in the statement that changes the row.");
    }
  }

  private void wrong(
      Severity severity,
      String title,
      Object operation,
      String detail,
      Exchange exchange,
      Why why,
      String mend) {
    tally.found(severity, title, operation, detail, exchange, why, mend);
  }
}
