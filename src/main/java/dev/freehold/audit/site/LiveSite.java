package dev.freehold.audit.site;

import dev.freehold.audit.Accounts;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.audit.Site;
import dev.freehold.call.Call;
import dev.freehold.call.Received;
import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server that is there.
public final class LiveSite implements Site {
  private final Description description;
  private final List<Collection> collections;
  private final Accounts accounts;
  private final Sender sender;
  private final Targets targets;
  private final RowMaker rows;
  private final Person a;
  private final Person b;
  private final boolean safe;

  public LiveSite(
      Description description, Accounts accounts, Sender sender, Person a, Person b, boolean safe) {
    this.description = description;
    this.accounts = accounts;
    this.sender = sender;
    this.a = a;
    this.b = b;
    this.safe = safe;
    this.targets = new Targets(description);
    this.collections = Discovery.collections(description, accounts);
    this.rows = new RowMaker(sender, collections, targets, safe);
  }

  /// Every row that was made, in order.
  public List<Row> rows() {
    return rows.rows();
  }

  /// Why rows could not be made, by collection and person.
  public Map<String, String> refusals() {
    return rows.refusals();
  }

  @Override
  public String base() {
    return sender.base();
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public List<Collection> collections() {
    return collections;
  }

  @Override
  public Optional<Collection> collection(String name) {
    return rows.collection(name);
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public Person a() {
    return a;
  }

  @Override
  public Person b() {
    return b;
  }

  @Override
  public boolean isSafe() {
    return safe;
  }

  @Override
  public Exchange send(Person person, Call call) {
    return sender.send(person, call);
  }

  @Override
  public Exchange sendOnce(Person person, Call call) {
    return sender.once(person, call);
  }

  @Override
  public Received sendRaw(String request) {
    return sender.raw(request);
  }

  @Override
  public String target(Operation operation, Map<String, String> pathValues) {
    return targets.of(operation, pathValues);
  }

  @Override
  public Map<String, String> pathValues(Operation operation, Person person) {
    return rows.pathValues(operation, person);
  }

  @Override
  public Optional<JsonObject> sample(Collection collection, Person person, boolean full) {
    if (full) {
      // A row that is there tells what a body of this person's may not have.
      rows.any(collection, person);
    }
    return rows.sample(collection, person, full, Names.marker());
  }

  @Override
  public Optional<Row> make(Collection collection, Person person) {
    return make(collection, person, new JsonObject());
  }

  @Override
  public Optional<Row> make(Collection collection, Person person, JsonObject changes) {
    return rows.make(collection, person, changes);
  }

  @Override
  public Optional<Row> any(Collection collection, Person person) {
    return rows.any(collection, person);
  }

  @Override
  public Optional<Row> made(Collection collection, Exchange exchange) {
    return rows.made(collection, exchange, sent(exchange), "", Map.of());
  }

  private static JsonObject sent(Exchange exchange) {
    try {
      return new JsonObject(exchange.call().bodyText());
    } catch (DecodeException | ClassCastException _) {
      return new JsonObject();
    }
  }
}
