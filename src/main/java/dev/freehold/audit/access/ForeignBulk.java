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
import dev.freehold.audit.probe.Likeness;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import dev.freehold.description.Schema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Changes and deletions of many rows whose condition, or whose list of ids, meets another person's row.
///
/// Not safe: a server that does not heed its condition changes more than the audit made.
public final class ForeignBulk extends Question {
  public ForeignBulk() {
    super(
        "access.bulk-foreign",
        "a change of many rows reaches a person's own rows only",
        false,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      if (!collection.path().contains("{")) {
        collection.updateMany().ifPresent(many -> attack(site, collection, many, tally));
        collection.deleteMany().ifPresent(many -> attack(site, collection, many, tally));
      }
    }
    return tally.verdict("no operation that changes many rows by a condition");
  }

  private static void attack(Site site, Collection collection, Operation many, Tally tally) {
    if (Meant.forAll(many)) {
      return;
    }
    Optional<Row> made = site.make(collection, site.a());
    if (made.isEmpty()) {
      return;
    }
    Kept kept = Kept.of(site, made.get());
    List<Call> calls = calls(made.get(), many);
    for (Call call : kept.isSeen() ? calls : List.<Call>of()) {
      Exchange exchange = site.send(site.b(), call);
      Optional<String> harm = kept.harm();
      if (harm.isPresent()) {
        tally.found(
            Severity.CRITICAL,
            "a change of many rows reaches another person's row",
            many,
            exchange.status() + " to B: " + made.get() + " " + harm.get(),
            exchange,
            Why.OBJECT,
            "Begin the condition of such a statement with the person of the token; refuse a list of"
                + " ids with one that is not theirs.");
        return;
      }
      tally.check();
    }
    noticed(site, made.get(), many, tally);
  }

  /// Whether the answer tells that the row is there, which changes nothing and is something all the same.
  private static void noticed(Site site, Row row, Operation many, Tally tally) {
    if (many.parameter(Parameter.In.QUERY, "id").isEmpty()) {
      return;
    }
    List<Likeness.About> answers = new ArrayList<>();
    Optional<Exchange> evidence = Optional.empty();
    for (String id : List.of(row.id(), Other.id(row.id()), Other.id(row.id()))) {
      Exchange exchange = site.send(site.b(), byId(row, many, id));
      evidence = evidence.or(() -> Optional.of(exchange));
      answers.add(new Likeness.About(id, exchange.answer()));
    }
    List<String> differences = Likeness.differences(answers.get(0), answers.get(1), answers.get(2));
    if (differences.isEmpty()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.MEDIUM,
        "a change of many rows tells whether another person has such a row",
        many,
        "beside an id that nobody has: " + differences.getFirst(),
        evidence.orElseThrow(),
        Why.EXISTENCE,
        "Count and answer what is the person's own, as if nothing else were there.");
  }

  private static List<Call> calls(Row row, Operation many) {
    List<Call> calls = new ArrayList<>();
    if (many.parameter(Parameter.In.QUERY, "id").isPresent()) {
      calls.add(byId(row, many, row.id()));
    }
    String owner = row.owner().id();
    if (owner != null && many.parameter(Parameter.In.QUERY, "user_id").isPresent()) {
      calls.add(bounded(row, many).query("user_id", owner));
    }
    if (many.parameter(Parameter.In.QUERY, "or").isPresent()) {
      calls.add(bounded(row, many).query("or", "(id.eq." + row.id() + ",id.eq." + row.id() + ")"));
    }
    Optional<Schema> list = many.json().flatMap(ForeignBulk::array);
    if (list.isPresent() || (many.json().isPresent() && calls.isEmpty())) {
      JsonObject item = change(row, many).put("id", row.shown().getValue("id"));
      calls.add(Call.of(many.method(), row.listTarget()).json(new JsonArray().add(item).encode()));
    }
    return calls;
  }

  private static Optional<Schema> array(Schema schema) {
    if (schema.types().contains("array")) {
      return Optional.of(schema);
    }
    List<Schema> choices = new ArrayList<>(schema.oneOf());
    choices.addAll(schema.anyOf());
    return choices.stream().filter(each -> each.types().contains("array")).findFirst();
  }

  private static Call byId(Row row, Operation many, String id) {
    return bounded(row, many).query("id", id);
  }

  private static Call bounded(Row row, Operation many) {
    Call call = Call.of(many.method(), row.listTarget());
    if (many.parameter(Parameter.In.QUERY, "max_affected").isPresent()) {
      call = call.query("max_affected", "10");
    }
    return many.body().isPresent() ? call.json(change(row, many)) : call;
  }

  private static JsonObject change(Row row, Operation many) {
    Operation one = row.collection().modify().or(row.collection()::replace).orElse(many);
    return Change.ofText(row, one).orElseGet(() -> Change.of(row, one));
  }
}
