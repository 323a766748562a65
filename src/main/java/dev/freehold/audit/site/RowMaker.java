package dev.freehold.audit.site;

import dev.freehold.audit.Collection;
import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import dev.freehold.description.Schema;
import dev.freehold.description.value.Sample;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Makes rows as a person, with what they refer to, and remembers each until it is deleted.
final class RowMaker {
  /// Rows of one audit, at most.
  private static final int MAX_ROWS = 3_000;

  private final Sender sender;
  private final List<Collection> collections;
  private final Targets targets;
  private final boolean safe;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Row> anyRows = new HashMap<>();
  private final Map<String, String> refusals = new LinkedHashMap<>();
  private final Set<String> inTheMaking = new HashSet<>();
  private final Set<String> withoutOptional = new HashSet<>();

  /// Properties that a person may not set though they are described, such as those for a role, by collection: refused by name.
  private final Map<String, Set<String>> refused = new HashMap<>();

  RowMaker(Sender sender, List<Collection> collections, Targets targets, boolean safe) {
    this.sender = sender;
    this.collections = collections;
    this.targets = targets;
    this.safe = safe;
  }

  /// In the order in which they were made.
  List<Row> rows() {
    return rows;
  }

  /// Why rows could not be made, by collection and person.
  Map<String, String> refusals() {
    return refusals;
  }

  Optional<Collection> collection(String name) {
    return collections.stream()
        .filter(each -> each.name().equals(name) && each.itemPath().isPresent())
        .findFirst()
        .or(() -> collections.stream().filter(each -> each.name().equals(name)).findFirst());
  }

  private static String key(Collection collection, Person person) {
    return collection.path() + " as " + person;
  }

  Optional<Row> any(Collection collection, Person person) {
    Row there = anyRows.get(key(collection, person));
    if (there != null) {
      return Optional.of(there);
    }
    Optional<Row> made = make(collection, person, new JsonObject());
    made.ifPresent(row -> anyRows.put(key(collection, person), row));
    return made;
  }

  Optional<Row> make(Collection collection, Person person, JsonObject changes) {
    String key = key(collection, person);
    if (collection.create().isEmpty()
        || refusals.containsKey(key)
        || rows.size() >= MAX_ROWS
        || (safe && collection.delete().isEmpty())
        || !inTheMaking.add(key)) {
      return Optional.empty();
    }
    try {
      return tryToMake(collection, person, changes, key);
    } finally {
      inTheMaking.remove(key);
    }
  }

  private Optional<Row> tryToMake(
      Collection collection, Person person, JsonObject changes, String key) {
    Operation create = collection.create().orElseThrow();
    Map<String, String> pathValues = pathValues(create, person);
    for (boolean full :
        withoutOptional.contains(collection.path())
            ? new boolean[] {false}
            : new boolean[] {true, false}) {
      String marker = Names.marker();
      Optional<JsonObject> body = sample(collection, person, full, marker);
      if (body.isEmpty()) {
        refusals.put(key, "what it must refer to cannot be made, or no sample follows its schema");
        return Optional.empty();
      }
      JsonObject sent = changed(body.get(), changes);
      Exchange exchange =
          sender.send(person, Call.of("POST", targets.of(create, pathValues)).json(sent));
      Optional<Row> row = made(collection, exchange, sent, marker, pathValues);
      if (row.isPresent()) {
        return row;
      }
      if (full && changes.isEmpty() && learns(collection, sent, exchange)) {
        return tryToMake(collection, person, changes, key);
      }
      int status = exchange.status();
      boolean mayNot = status == 401 || status == 403 || status == 404 || status == 405;
      if (changes.isEmpty() && (mayNot || !full)) {
        refusals.put(key, "POST answered " + status);
      }
      if (mayNot) {
        return Optional.empty();
      }
      if (full && changes.isEmpty()) {
        withoutOptional.add(collection.path());
      }
    }
    return Optional.empty();
  }

  /// Whether a refusal names some of what need not be sent: the next sample is without.
  private boolean learns(Collection collection, JsonObject sent, Exchange exchange) {
    int status = exchange.status();
    if (status != 400 && status != 403 && status != 422) {
      return false;
    }
    Set<String> required = collection.body().orElseThrow().required();
    String text = exchange.answer().text();
    List<String> named =
        sent.fieldNames().stream()
            .filter(name -> !required.contains(name) && text.contains("\"" + name + "\""))
            .toList();
    return !named.isEmpty()
        && refused.computeIfAbsent(collection.path(), _ -> new HashSet<>()).addAll(named);
  }

  private static JsonObject changed(JsonObject body, JsonObject changes) {
    JsonObject copy = body.copy();
    for (String name : changes.fieldNames()) {
      Object value = changes.getValue(name);
      if (value == null) {
        copy.remove(name);
      } else {
        copy.put(name, value);
      }
    }
    return copy;
  }

  Optional<JsonObject> sample(Collection collection, Person person, boolean full, String marker) {
    Optional<Schema> schema = collection.body();
    Optional<JsonObject> sample = schema.flatMap(each -> new Sample(marker, full).object(each));
    if (sample.isEmpty()) {
      return Optional.empty();
    }
    JsonObject body = sample.get();
    refused.getOrDefault(collection.path(), Set.of()).forEach(body::remove);
    for (Map.Entry<String, String> reference : collection.references().entrySet()) {
      String name = reference.getKey();
      if (body.remove(name) == null) {
        continue;
      }
      Optional<Object> id = collection(reference.getValue()).flatMap(to -> id(to, person));
      if (id.isPresent()) {
        body.put(name, id.get());
      } else if (schema.get().required().contains(name)) {
        return Optional.empty();
      }
    }
    return Optional.of(body);
  }

  /// Of a row of this person, or else of one that this person may read.
  private Optional<Object> id(Collection collection, Person person) {
    if (inTheMaking.contains(key(collection, person))) {
      return Optional.empty();
    }
    Optional<Row> own = any(collection, person);
    if (own.isPresent()) {
      return own.map(row -> Objects.requireNonNullElse(row.shown().getValue("id"), row.id()));
    }
    if (collection.list().isEmpty() || collection.path().contains("{")) {
      return Optional.empty();
    }
    String target = targets.of(collection.list().get(), Map.of());
    return Envelope.rows(sender.send(person, Call.get(target)).answer()).stream()
        .map(row -> row.getValue("id"))
        .filter(Objects::nonNull)
        .findFirst();
  }

  Map<String, String> pathValues(Operation operation, Person person) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : operation.parameters(Parameter.In.PATH)) {
      String from = "{" + parameter.name() + "}";
      int at = operation.path().indexOf(from);
      String item = at < 0 ? "" : operation.path().substring(0, at + from.length());
      Optional<Row> row =
          collections.stream()
              .filter(each -> each.itemPath().equals(Optional.of(item)))
              .findFirst()
              .flatMap(each -> any(each, person));
      values.put(parameter.name(), row.map(Row::id).orElseGet(() -> Names.idLike(parameter)));
    }
    return values;
  }

  /// Remembers every row that an exchange made, and returns the first.
  Optional<Row> made(
      Collection collection,
      Exchange exchange,
      JsonObject sent,
      String marker,
      Map<String, String> pathValues) {
    if (!exchange.answer().isSuccess()) {
      return Optional.empty();
    }
    List<JsonObject> shown = new ArrayList<>(Envelope.row(exchange.answer()).stream().toList());
    shown.removeIf(each -> Envelope.id(each).isEmpty());
    if (shown.isEmpty()) {
      shown.addAll(Envelope.rows(exchange.answer()));
    }
    Optional<Row> first = Optional.empty();
    for (JsonObject each : shown) {
      Optional<Row> row =
          Envelope.id(each)
              .map(id -> row(collection, exchange.person(), id, sent, each, marker, pathValues));
      row.ifPresent(rows::add);
      first = first.or(() -> row);
    }
    if (first.isEmpty()) {
      first =
          exchange
              .answer()
              .header("location")
              .map(each -> each.replaceFirst("[?#].*", "").replaceFirst("/+$", ""))
              .map(each -> each.substring(each.lastIndexOf('/') + 1))
              .filter(id -> !id.isEmpty())
              .map(
                  id ->
                      row(
                          collection,
                          exchange.person(),
                          id,
                          sent,
                          new JsonObject(),
                          marker,
                          pathValues));
      first.ifPresent(rows::add);
    }
    return first;
  }

  private Row row(
      Collection collection,
      Person owner,
      String id,
      JsonObject sent,
      JsonObject shown,
      String marker,
      Map<String, String> pathValues) {
    Map<String, String> values = new LinkedHashMap<>(pathValues);
    values.put(collection.idParameter(), id);
    return new Row(
        collection,
        owner,
        id,
        collection.itemPath().map(path -> targets.of(path, values)),
        targets.of(collection.path(), values),
        sent,
        shown,
        !marker.isEmpty() && sent.encode().contains(marker) ? marker : "",
        pathValues);
  }
}
