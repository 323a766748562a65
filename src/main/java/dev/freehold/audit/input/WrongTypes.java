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
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Schema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// Values of another type than is due: objects that some databases take for operators, arrays,
/// numbers, text.
public final class WrongTypes extends Question {
  private static final JsonObject OPERATOR = new JsonObject().putNull("$ne");
  private static final String MEND =
      "Check the type of each value before it is used, and answer 400 or 422 where it is another.";

  public WrongTypes() {
    super(
        "input.wrong-type",
        "a value of another type than is described is refused",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      Optional<JsonObject> sample =
          collection.create().flatMap(_ -> site.sample(collection, site.a(), true));
      sample.ifPresent(
          body -> rows(site, collection, collection.create().orElseThrow(), body, tally));
      site.any(collection, site.a()).ifPresent(row -> query(site, row, tally));
    }
    logIn(site, tally);
    return tally.verdict("no rows that can be made");
  }

  private static void rows(
      Site site, Collection collection, Operation create, JsonObject sample, Tally tally) {
    Call call = Call.of("POST", site.target(create, site.pathValues(create, site.a())));
    for (String name : sample.fieldNames()) {
      Optional<Schema> schema =
          collection.body().flatMap(b -> Optional.ofNullable(b.properties().get(name)));
      for (Object wrong : wrong(sample.getValue(name))) {
        Exchange exchange = site.send(site.a(), call.json(sample.copy().put(name, wrong)));
        site.made(collection, exchange);
        judge(create, name, schema, wrong, exchange, tally);
      }
    }
  }

  private static List<Object> wrong(Object right) {
    return switch (right) {
      case String _ -> List.of(OPERATOR, new JsonArray().add("x"), 7);
      case Boolean _ -> List.of(OPERATOR, "yes please");
      case Number _ -> List.of(OPERATOR, "x1");
      case null, default -> List.of();
    };
  }

  /// One that says nothing of its type itself may.
  private static boolean maybeNumber(Schema schema) {
    return schema.types().isEmpty() || schema.allows("integer");
  }

  private static void judge(
      Operation create,
      String name,
      Optional<Schema> schema,
      Object wrong,
      Exchange exchange,
      Tally tally) {
    boolean failed = exchange.status() >= 500 && exchange.status() != 503;
    boolean isObject = wrong instanceof JsonObject;
    boolean allowed =
        !isObject || schema.map(s -> s.allows("object") || s.types().isEmpty()).orElse(true);
    boolean kept =
        exchange.answer().isSuccess()
            && Envelope.row(exchange.answer())
                .map(row -> wrong.equals(row.getValue(name)))
                .orElse(false);
    if (failed) {
      tally.found(
          Severity.MEDIUM,
          "a value of another type breaks the server",
          create,
          exchange.status() + " for another type of " + name,
          exchange,
          Why.FAILURE,
          MEND);
    } else if (kept
        && wrong instanceof Number
        && !schema.map(WrongTypes::maybeNumber).orElse(true)) {
      tally.found(
          Severity.LOW,
          "a number is kept where something else is due",
          create,
          exchange.status() + ": " + name + " is a number now",
          exchange,
          Why.INPUT,
          MEND);
    } else if (kept && !allowed) {
      tally.found(
          Severity.MEDIUM,
          "an object is kept where something else is due",
          create,
          exchange.status() + ": " + name + " is an object now",
          exchange,
          Why.INPUT,
          MEND);
    } else {
      tally.check();
    }
  }

  /// A condition of one's own in the place of a value.
  private static void query(Site site, Row row, Tally tally) {
    if (Meant.readForAll(row.collection())) {
      return;
    }
    for (String name : List.of("user_id[$ne]", "id[$gt]", "owner[$ne]")) {
      Exchange exchange = site.send(site.b(), Call.get(row.listTarget()).query(name, ""));
      Optional<String> seen = Trace.of(row, exchange);
      if (seen.isPresent()) {
        tally.found(
            Severity.CRITICAL,
            "an operator in a parameter opens a list",
            "GET " + row.collection(),
            exchange.status() + " to B: " + seen.get(),
            exchange,
            Why.OBJECT,
            MEND);
        return;
      }
      tally.check();
    }
  }

  private static void logIn(Site site, Tally tally) {
    String email = site.a().email();
    Optional<Call> call =
        email == null ? Optional.empty() : site.accounts().loginCall(email, "password");
    if (call.isEmpty() || !call.get().bodyText().startsWith("{")) {
      return;
    }
    JsonObject body = new JsonObject(call.get().bodyText());
    for (String name : List.copyOf(body.fieldNames())) {
      if ("password".equals(body.getValue(name))) {
        Exchange exchange =
            site.sendOnce(site.nobody(), call.get().json(body.copy().put(name, OPERATOR)));
        if (site.accounts().accessToken(exchange.answer()).isPresent()) {
          tally.found(
              Severity.CRITICAL,
              "a log-in is opened by an operator in place of a password",
              site.accounts().login().map(Operation::toString).orElse("log-in"),
              exchange.status() + " and a token",
              exchange,
              Why.TOKEN,
              MEND);
        } else {
          tally.check();
        }
      }
    }
  }
}
