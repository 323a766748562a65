package dev.freehold.audit.site;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowUse;
import dev.freehold.audit.site.LiveSite.PathTemplateExpander;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Creates rows as a user, with the rows that they refer to, and remembers each until it is
/// deleted.
final class AuditRowFactory {
  /// The maximum number of rows of one audit.
  private static final int MAX_ROWS = 3_000;

  private final AuditClient sender;
  private final List<ResourceCollection> collections;
  private final PathTemplateExpander targets;
  private final NamedPerson people;
  private final RowKeyFinder identity;
  private final ReferenceFiller references;
  private final ExistingRows existing;
  private final boolean safe;
  private final List<AuditRow> rows = new ArrayList<>();
  private final Map<String, AuditRow> anyRows = new HashMap<>();
  private final Map<String, String> refusals = new LinkedHashMap<>();
  private final Set<String> inTheMaking = new HashSet<>();
  private final Set<String> withoutOptional = new HashSet<>();

  /// Documented properties that a user may not set, such as those for a role, by collection. The
  /// server refused them by name.
  private final Map<String, Set<String>> refused = new HashMap<>();

  AuditRowFactory(
      AuditClient sender,
      List<ResourceCollection> collections,
      PathTemplateExpander targets,
      NamedPerson people,
      ExistingRows existing,
      boolean safe) {
    this.sender = sender;
    this.collections = collections;
    this.targets = targets;
    this.people = people;
    this.existing = existing;
    this.identity = existing.identity();
    this.references = new ReferenceFiller(collections);
    this.safe = safe;
  }

  /// In creation order.
  List<AuditRow> rows() {
    return rows;
  }

  /// The reasons why rows could not be created, by collection and user.
  Map<String, String> refusals() {
    return refusals;
  }

  Optional<ResourceCollection> collection(String name) {
    return collections.stream()
        .filter(each -> each.name().equals(name) && each.itemPath().isPresent())
        .findFirst()
        .or(() -> collections.stream().filter(each -> each.name().equals(name)).findFirst());
  }

  private static String key(ResourceCollection collection, AuditUser user) {
    return collection.path() + " as " + user;
  }

  Optional<AuditRow> anyRow(ResourceCollection collection, AuditUser user) {
    AuditRow there = anyRows.get(key(collection, user));
    if (there != null) {
      return Optional.of(there);
    }
    Optional<AuditRow> made =
        collection.isOfPeople()
            ? existing(collection, user).or(() -> createRow(collection, user, new JsonObject()))
            : createRow(collection, user, new JsonObject()).or(() -> existing(collection, user));
    made.ifPresent(row -> anyRows.put(key(collection, user), row));
    return made;
  }

  /// A row of this user that the audit did not create: the account itself, or a row that only this
  /// user's list shows.
  private Optional<AuditRow> existing(ResourceCollection collection, AuditUser user) {
    boolean isCreatable =
        collection.create().isPresent() && !refusals.containsKey(key(collection, user));
    if ((isCreatable && !collection.isOfPeople()) || inTheMaking.contains(key(collection, user))) {
      return Optional.empty();
    }
    Map<String, String> pathValues =
        collection.list().map(list -> pathValues(list, user)).orElse(Map.of());
    return existing
        .own(collection, user, pathValues)
        .map(found -> row(collection, user, found, new JsonObject(), "", pathValues));
  }

  /// Lets a user create rows again, where refusals were due to a session that had ended.
  void forgetRefusals(AuditUser user) {
    refusals.keySet().removeIf(each -> each.endsWith(" as " + user));
  }

  /// Forgets shared rows that their owner can no longer read.
  List<AuditRow> forgetLost(Predicate<AuditRow> suspicious) {
    List<AuditRow> lost = new ArrayList<>();
    for (AuditRow row : List.copyOf(anyRows.values())) {
      boolean readable = row.collection().read().isPresent() && row.target().isPresent();
      if (readable && suspicious.test(row)) {
        int status = sender.send(row.owner(), ClientRequest.get(row.target().get())).status();
        if (status >= 400 && status < 500 && status != 429) {
          lost.add(row);
        }
      }
    }
    anyRows.values().removeAll(lost);
    return lost;
  }

  Optional<AuditRow> createRow(ResourceCollection collection, AuditUser user, JsonObject changes) {
    String key = key(collection, user);
    if (collection.create().isEmpty()
        || refusals.containsKey(key)
        || rows.size() >= MAX_ROWS
        || (safe && collection.delete().isEmpty())
        || !inTheMaking.add(key)) {
      return Optional.empty();
    }
    try {
      return tryToMake(collection, user, changes, key);
    } finally {
      inTheMaking.remove(key);
    }
  }

  private Optional<AuditRow> tryToMake(
      ResourceCollection collection, AuditUser user, JsonObject changes, String key) {
    DescribedOperation create = collection.create().orElseThrow();
    Map<String, String> pathValues = pathValues(create, user);
    for (boolean full :
        withoutOptional.contains(collection.path())
            ? new boolean[] {false}
            : new boolean[] {true, false}) {
      String marker = RandomIdentifiers.marker();
      Optional<JsonObject> body = sample(collection, user, full, marker);
      if (body.isEmpty()) {
        refusals.put(
            key, "a referenced row could not be created, or no sample matches the" + " schema");
        return Optional.empty();
      }
      JsonObject sent = changed(body.get(), changes);
      AuditExchange exchange =
          sender.send(
              user,
              ClientRequest.of(create.method(), targets.of(create, pathValues))
                  .json(BodyEnvelope.of(create).map(each -> each.wrap(sent)).orElse(sent)));
      Optional<AuditRow> row = trackCreatedRows(collection, exchange, sent, marker, pathValues);
      if (row.isPresent()) {
        return row;
      }
      if (full && changes.isEmpty() && learns(collection, sent, exchange)) {
        return tryToMake(collection, user, changes, key);
      }
      int status = exchange.status();
      boolean mayNot = status == 401 || status == 403 || status == 404 || status == 405;
      if (changes.isEmpty() && (mayNot || !full)) {
        refusals.put(key, "POST returned " + status);
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

  /// Whether a refusal names optional properties: the next sample omits them.
  private boolean learns(ResourceCollection collection, JsonObject sent, AuditExchange exchange) {
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

  Optional<JsonObject> sample(
      ResourceCollection collection, AuditUser user, boolean full, String marker) {
    Optional<JsonSchema> schema = collection.body();
    Optional<JsonObject> sample =
        schema.flatMap(each -> new SchemaSampleGenerator(marker, full).object(each));
    if (sample.isEmpty()) {
      return Optional.empty();
    }
    JsonObject body = sample.get();
    refused.getOrDefault(collection.path(), Set.of()).forEach(body::remove);
    people.fill(body, collection.create().orElseThrow(), schema.get(), user);
    boolean isComplete =
        references.fill(body, schema.get(), name -> collection(name).flatMap(to -> id(to, user)));
    return isComplete ? Optional.of(body) : Optional.empty();
  }

  /// What identifies a row of this user, or one that this user may read.
  private Optional<Object> id(ResourceCollection collection, AuditUser user) {
    if (inTheMaking.contains(key(collection, user))) {
      return Optional.empty();
    }
    Optional<AuditRow> own = anyRow(collection, user);
    return own.isPresent()
        ? own.map(AuditRow::referenceId)
        : existing.anyReadable(collection, user).map(ReferenceFiller::referenceId);
  }

  Map<String, String> pathValues(DescribedOperation operation, AuditUser user) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : operation.parameters(Parameter.Location.PATH)) {
      Optional<AuditRow> row =
          identifiedBy(operation, parameter.name()).flatMap(each -> anyRow(each, user));
      row.ifPresent(each -> values.putAll(each.pathValues()));
      values.put(
          parameter.name(),
          row.map(AuditRow::id).orElseGet(() -> RandomIdentifiers.nonexistentId(parameter)));
    }
    return values;
  }

  /// The collection whose rows a path parameter identifies: by the path up to it, else by its name.
  private Optional<ResourceCollection> identifiedBy(DescribedOperation operation, String name) {
    String from = "{" + name + "}";
    int at = operation.path().indexOf(from);
    String item =
        at < 0 ? "" : OperationShape.shape(operation.path().substring(0, at + from.length()));
    return collections.stream()
        .filter(each -> each.itemPath().map(OperationShape::shape).equals(Optional.of(item)))
        .findFirst()
        .or(
            () ->
                collections.stream()
                    .filter(
                        each -> each.uses().stream().anyMatch(use -> isPlace(use, operation, name)))
                    .findFirst());
  }

  private static boolean isPlace(RowUse use, DescribedOperation operation, String name) {
    return use.operation().equals(operation)
        && use.place() == RowUse.Place.PATH
        && use.name().equals(name);
  }

  /// Registers every row that an exchange created, and returns the first.
  Optional<AuditRow> trackCreatedRows(
      ResourceCollection collection,
      AuditExchange exchange,
      JsonObject sent,
      String marker,
      Map<String, String> pathValues) {
    if (!exchange.isSuccess()) {
      return Optional.empty();
    }
    List<AuditRow> created =
        identity.created(collection, exchange, sent, marker, pathValues).stream()
            .map(each -> row(collection, exchange.user(), each, sent, marker, pathValues))
            .toList();
    rows.addAll(created);
    return created.stream().findFirst();
  }

  AuditRow row(
      ResourceCollection collection,
      AuditUser owner,
      RowKeyFinder.Identified found,
      JsonObject sent,
      String marker,
      Map<String, String> pathValues) {
    Map<String, String> values =
        collection
            .create()
            .map(
                create ->
                    PathTemplateExpander.renamed(
                        PathTemplateExpander.renamed(pathValues, create.path(), collection.path()),
                        create.path(),
                        collection.itemPath().orElse("")))
            .orElseGet(() -> new LinkedHashMap<>(pathValues));
    values.put(collection.idParameter(), found.id());
    return new AuditRow(
        collection,
        owner,
        found.id(),
        found.property(),
        collection.itemPath().map(path -> targets.of(path, values)),
        targets.of(collection.path(), values),
        sent,
        found.shown(),
        !marker.isEmpty() && sent.encode().contains(marker) ? marker : "",
        pathValues);
  }
}
