package dev.freehold.audit.guard;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Schema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Properties that are only written (`writeOnly`), or for people with a role (`x-read-roles`,
/// `x-write-roles`), and somebody who has none: whether they are shown, whether rows can be asked
/// for by them, which tells them as well, and whether they are taken.
public final class RoleFields extends Question {
  private static final int DEPTH = 4;
  private static final int NOBODYS = 424_242;
  private static final String MEND =
      "Let a request name only what its person may read and write, and refuse the rest as if it did"
          + " not exist.";

  public RoleFields() {
    super(
        "guard.fields",
        "what is only written, or for a role, is told and taken by nobody else",
        true,
        ChecklistItem.PROTECTED,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    boolean hasRole = RoleCalls.hasRole(site, site.a());
    for (Collection collection : site.collections()) {
      Map<String, Schema> body = collection.body().map(Schema::properties).orElse(Map.of());
      Set<String> unseen = named(body, schema -> schema.flag("writeOnly"));
      Set<String> unwritten = new LinkedHashSet<>();
      if (!hasRole) {
        collection
            .read()
            .or(collection::list)
            .flatMap(Operation::success)
            .ifPresent(shown -> collect(shown, unseen, DEPTH));
        unwritten.addAll(named(body, schema -> schema.json().containsKey("x-write-roles")));
      }
      if (!unseen.isEmpty() || !unwritten.isEmpty()) {
        site.make(collection, site.a())
            .ifPresent(
                row -> {
                  seen(site, row, unseen, tally);
                  asked(site, row, unseen, tally);
                  written(site, row, unwritten, body, tally);
                });
      }
    }
    return tally.verdict("no property is described as only written or for a role");
  }

  private static Set<String> named(Map<String, Schema> properties, Predicate<Schema> which) {
    Set<String> names = new LinkedHashSet<>();
    properties.forEach(
        (name, schema) -> {
          if (which.test(schema)) {
            names.add(name);
          }
        });
    return names;
  }

  /// Those of the row, whatever it is wrapped in.
  private static void collect(Schema schema, Set<String> into, int depth) {
    Map<String, Schema> properties = schema.properties();
    into.addAll(named(properties, each -> each.json().containsKey("x-read-roles")));
    if (depth > 0) {
      properties.values().forEach(each -> collect(each, into, depth - 1));
      schema.items().ifPresent(each -> collect(each, into, depth - 1));
    }
  }

  private static void seen(Site site, Row row, Set<String> names, Tally tally) {
    Collection collection = row.collection();
    Operation operation = collection.read().or(collection::list).orElseThrow();
    Exchange exchange = site.send(site.a(), Call.get(row.target().orElse(row.listTarget())));
    List<JsonObject> rows =
        row.target().isPresent()
            ? Envelope.row(exchange.answer()).map(List::of).orElse(List.of())
            : Envelope.rows(exchange.answer());
    for (String name : names) {
      if (row.shown().containsKey(name) || rows.stream().anyMatch(r -> r.containsKey(name))) {
        tally.found(
            Severity.HIGH,
            "a property is shown that is only written or for a role",
            operation,
            exchange.status() + ": the answer has " + name,
            exchange,
            Why.EXPOSURE,
            MEND);
      } else {
        tally.check();
      }
    }
  }

  /// A condition that no row meets shortens the list only where it counts, and an order that is not
  /// known is refused.
  private static void asked(Site site, Row row, Set<String> names, Tally tally) {
    Optional<Operation> list = row.collection().list();
    Call plain = Call.get(row.listTarget());
    Exchange all = site.send(site.a(), plain);
    if (list.isEmpty() || names.isEmpty() || Envelope.rows(all.answer()).isEmpty()) {
      return;
    }
    boolean ordered =
        !site.send(site.a(), plain.query("sort", Other.word())).answer().isSuccess()
            && site.send(site.a(), plain.query("sort", "id")).answer().isSuccess();
    for (String name : names) {
      for (String value : List.of(Integer.toString(NOBODYS), Other.word())) {
        Exchange exchange = site.send(site.a(), plain.query(name, value));
        if (exchange.answer().isSuccess()
            && Envelope.rows(exchange.answer()).size() < Envelope.rows(all.answer()).size()) {
          told(tally, list.get(), exchange, name);
        }
      }
      if (ordered) {
        Exchange exchange = site.send(site.a(), plain.query("sort", name));
        if (exchange.answer().isSuccess()) {
          told(tally, list.get(), exchange, name);
        }
      }
      tally.check();
    }
  }

  private static void told(Tally tally, Operation list, Exchange exchange, String name) {
    tally.found(
        Severity.HIGH,
        "rows can be asked for by a property that is not shown",
        list,
        exchange.status() + ": " + name + " is heeded, which tells what it holds",
        exchange,
        Why.EXPOSURE,
        MEND);
  }

  private static void written(
      Site site, Row row, Set<String> names, Map<String, Schema> body, Tally tally) {
    Collection collection = row.collection();
    Operation create = collection.create().orElseThrow();
    for (String name : names) {
      Optional<JsonObject> sample = site.sample(collection, site.a(), false);
      if (sample.isEmpty()) {
        return;
      }
      Object value = value(body.get(name));
      Call call = Call.of("POST", site.target(create, row.pathValues()));
      Exchange exchange = site.send(site.a(), call.json(sample.get().copy().put(name, value)));
      Optional<Row> made = site.made(collection, exchange);
      boolean kept = made.filter(m -> value.equals(m.shown().getValue(name))).isPresent();
      if (kept || (made.isPresent() && collection.body().map(Schema::isClosed).orElse(false))) {
        tally.found(
            Severity.HIGH,
            "a property for a role is taken from somebody who has none",
            create,
            exchange.status() + " for a body with " + name,
            exchange,
            Why.ASSIGNMENT,
            MEND);
      } else {
        tally.check();
      }
    }
  }

  private static Object value(@org.jspecify.annotations.Nullable Schema schema) {
    if (schema == null || schema.allows("string")) {
      return schema == null || schema.values().isEmpty()
          ? Other.word()
          : String.valueOf(schema.values().getFirst());
    }
    return schema.allows("integer") ? 3 : schema.allows("boolean") ? true : new JsonArray();
  }
}
