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
import dev.freehold.audit.probe.Likeness;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A row of one person that points at a row of another: on creation, by a change, and what is shown of it then. And whether
/// the refusal tells that there is such a row.
public final class ForeignReferences extends Question {
  private static final String MEND =
      "Look a reference up as the person of the token before it is stored, or let the foreign key"
          + " carry the owner; refuse it as if there were no such row.";

  public ForeignReferences() {
    super(
        "access.reference-foreign",
        "no row can point at another person's row",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      for (Map.Entry<String, String> reference : collection.references().entrySet()) {
        site.collection(reference.getValue())
            .filter(target -> !Meant.readForAll(target))
            .flatMap(target -> site.any(target, site.a()))
            .ifPresent(row -> attack(site, collection, reference.getKey(), row, tally));
      }
    }
    return tally.verdict("no references to rows that belong to somebody");
  }

  private static void attack(
      Site site, Collection collection, String property, Row row, Tally tally) {
    Object id = idOf(row);
    collection
        .create()
        .ifPresent(create -> create(site, collection, create, property, row, id, tally));
    Optional<Operation> change = collection.modify().or(collection::replace);
    if (change.isPresent() && takes(change.get(), property)) {
      site.make(collection, site.b())
          .filter(own -> own.target().isPresent())
          .ifPresent(own -> change(site, change.get(), own, property, row, id, tally));
    }
  }

  private static void create(
      Site site,
      Collection collection,
      Operation create,
      String property,
      Row row,
      Object id,
      Tally tally) {
    Optional<JsonObject> sample = site.sample(collection, site.b(), true);
    if (sample.isEmpty()) {
      return;
    }
    Call call = Call.of("POST", site.target(create, site.pathValues(create, site.b())));
    Exchange exchange = site.send(site.b(), call.json(sample.get().copy().put(property, id)));
    if (exchange.answer().isSuccess()) {
      Optional<Row> made = site.made(collection, exchange);
      judge(site, create, exchange, made, property, row, tally);
      return;
    }
    Exchange missing = refused(site, collection, call, sample.get(), property, row);
    Exchange again = refused(site, collection, call, sample.get(), property, row);
    List<String> differences =
        Likeness.differences(
            new Likeness.About(row.id(), exchange.answer()),
            new Likeness.About(idIn(missing, property), missing.answer()),
            new Likeness.About(idIn(again, property), again.answer()));
    if (differences.isEmpty() || missing.answer().isSuccess()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.MEDIUM,
        "the refusal of a reference tells whether another person has such a row",
        create,
        property + " of A's row, beside one that nobody has: " + differences.getFirst(),
        exchange,
        Why.EXISTENCE,
        MEND);
  }

  private static Exchange refused(
      Site site, Collection holder, Call call, JsonObject sample, String property, Row row) {
    Object id = idOf(row) instanceof Number ? Long.valueOf(Other.id(row.id())) : Other.id(row.id());
    Exchange exchange = site.send(site.b(), call.json(sample.copy().put(property, id)));
    site.made(holder, exchange);
    return exchange;
  }

  private static String idIn(Exchange exchange, String property) {
    return new JsonObject(exchange.call().bodyText()).getValue(property).toString();
  }

  private static void change(
      Site site, Operation change, Row own, String property, Row row, Object id, Tally tally) {
    JsonObject body = new JsonObject();
    if (change.method().equals("PUT")) {
      body.mergeIn(own.sent());
    }
    Call call = Call.of(change.method(), own.target().orElseThrow());
    Exchange exchange = site.send(site.b(), call.json(body.put(property, id)));
    judge(site, change, exchange, Optional.of(own), property, row, tally);
  }

  private static void judge(
      Site site,
      Operation operation,
      Exchange exchange,
      Optional<Row> holder,
      String property,
      Row row,
      Tally tally) {
    Optional<JsonObject> shown = Envelope.row(exchange.answer());
    boolean points =
        exchange.answer().isSuccess()
            && shown.map(json -> row.id().equals(text(json, property))).orElse(false);
    if (!points) {
      tally.check();
      return;
    }
    Optional<Exchange> included = holder.flatMap(own -> included(site, own, property));
    Optional<String> seen = included.flatMap(each -> Trace.of(row, each));
    tally.found(
        seen.isPresent() ? Severity.CRITICAL : Severity.HIGH,
        "a row can point at another person's row" + (seen.isPresent() ? ", and shows it" : ""),
        operation,
        exchange.status()
            + " to B with "
            + property
            + " of "
            + row
            + seen.map(s -> "; then " + s).orElse(""),
        included.filter(_ -> seen.isPresent()).orElse(exchange),
        Why.OBJECT,
        MEND);
  }

  private static Optional<Exchange> included(Site site, Row own, String property) {
    boolean includes =
        own.collection()
            .read()
            .map(read -> read.parameter(Parameter.In.QUERY, "include").isPresent())
            .orElse(false);
    if (!includes || own.target().isEmpty()) {
      return Optional.empty();
    }
    String relation =
        property.endsWith("_id") ? property.substring(0, property.length() - 3) : property;
    return Optional.of(
        site.send(site.b(), Call.get(own.target().get()).query("include", relation)));
  }

  private static boolean takes(Operation operation, String property) {
    return operation.json().map(schema -> schema.properties().containsKey(property)).orElse(false);
  }

  private static String text(JsonObject json, String name) {
    return String.valueOf(json.getValue(name));
  }

  private static Object idOf(Row row) {
    Object id = row.shown().getValue("id");
    return id != null && id.toString().equals(row.id()) ? id : row.id();
  }
}
