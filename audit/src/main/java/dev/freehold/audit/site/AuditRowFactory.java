package dev.freehold.audit.site;

import dev.freehold.audit.AccountPlace;
import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowKey;
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
import java.util.regex.Pattern;

/// Creates rows as a user, with the rows that they refer to, and remembers each until it is
/// deleted.
final class AuditRowFactory {
  /// The maximum number of rows of one audit.
  private static final int MAX_ROWS = 3_000;

  /// Operations that would shut the account out that they name.
  private static final Pattern HARMS_ACCOUNT =
      Pattern.compile(
          "(?i).*(ban|block|suspend|disable|deactivate|lock|kick|remove|delete|revoke).*");

  private final AuditClient sender;
  private final List<ResourceCollection> collections;
  private final PathTemplateExpander targets;
  private final NamedPerson people;
  private final AccountNames names;
  private final RowKeyFinder identity;
  private final ReferenceFiller references;
  private final ExistingRows existing;
  private final boolean safe;
  private final List<AuditRow> rows = new ArrayList<>();
  private final Map<String, AuditRow> anyRows = new HashMap<>();
  private final Map<String, String> refusals = new LinkedHashMap<>();
  private final Set<String> inTheMaking = new HashSet<>();

  /// How samples of a collection are made, once the server refused the usual one.
  private final Map<String, Sampling> samplings = new HashMap<>();

  /// How a sample is made.
  private enum Sampling {
    /// With every property.
    FULL,
    /// With the required properties.
    REQUIRED,
    /// With every property, and the examples of the description in place of marked text.
    EXAMPLES
  }

  /// Documented properties that a user may not set, such as those for a role, by collection. The
  /// server refused them by name.
  private final Map<String, Set<String>> refused = new HashMap<>();

  AuditRowFactory(
      AuditClient sender,
      List<ResourceCollection> collections,
      PathTemplateExpander targets,
      NamedPerson people,
      AccountNames names,
      ExistingRows existing,
      boolean safe) {
    this.sender = sender;
    this.collections = collections;
    this.targets = targets;
    this.people = people;
    this.names = names;
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
    Sampling known = samplings.get(collection.path());
    List<Sampling> tries = known == null ? List.of(Sampling.values()) : List.of(known);
    for (Sampling sampling : tries) {
      boolean full = sampling == Sampling.FULL;
      String marker = RandomIdentifiers.marker();
      Optional<JsonObject> body = sample(collection, user, sampling, marker);
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
        if (!full && changes.isEmpty()) {
          samplings.put(collection.path(), sampling);
        }
        return row;
      }
      if (full && changes.isEmpty() && learns(collection, sent, exchange)) {
        return tryToMake(collection, user, changes, key);
      }
      int status = exchange.status();
      boolean mayNot = status == 401 || status == 403 || status == 404 || status == 405;
      if (changes.isEmpty() && (mayNot || sampling == tries.getLast())) {
        refusals.put(key, "POST returned " + status);
      }
      if (mayNot) {
        return Optional.empty();
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
    Sampling usual = full ? Sampling.FULL : Sampling.REQUIRED;
    boolean takesExamples = samplings.get(collection.path()) == Sampling.EXAMPLES;
    return sample(collection, user, takesExamples ? Sampling.EXAMPLES : usual, marker);
  }

  private Optional<JsonObject> sample(
      ResourceCollection collection, AuditUser user, Sampling sampling, String marker) {
    Optional<JsonSchema> schema = collection.body();
    SchemaSampleGenerator usual = new SchemaSampleGenerator(marker, sampling != Sampling.REQUIRED);
    SchemaSampleGenerator generator = sampling == Sampling.EXAMPLES ? usual.withExamples() : usual;
    Optional<JsonObject> sample = schema.flatMap(generator::object);
    if (sample.isEmpty()) {
      return Optional.empty();
    }
    JsonObject body = sample.get();
    refused.getOrDefault(collection.path(), Set.of()).forEach(body::remove);
    people.fill(body, collection.create().orElseThrow(), schema.get(), user);
    boolean isComplete = references.fill(body, schema.get(), referredBy(user));
    return isComplete ? Optional.of(body) : Optional.empty();
  }

  /// A body of an operation that creates no row, with the account of the user and rows that exist
  /// where it names them, and the examples of the description.
  Optional<JsonObject> sample(DescribedOperation operation, AuditUser user, boolean full) {
    Optional<JsonSchema> schema = BodyEnvelope.rowSchema(operation);
    Optional<JsonObject> sample =
        schema.flatMap(
            each ->
                new SchemaSampleGenerator(RandomIdentifiers.marker(), full)
                    .withExamples()
                    .object(each));
    sample.ifPresent(
        body -> {
          boolean harms = HARMS_ACCOUNT.matcher(operation.path()).matches();
          AuditUser person = harms ? people.third().orElse(user) : user;
          people.fillWith(body, schema.orElseThrow(), person);
          JsonObject withRows = body.copy();
          if (references.fill(withRows, schema.orElseThrow(), referredBy(user))) {
            body.mergeIn(withRows);
          }
        });
    return sample;
  }

  /// Rows of this user, or rows that this user's lists show.
  private ReferenceFiller.Referred referredBy(AuditUser user) {
    return new ReferenceFiller.Referred() {
      @Override
      public Optional<Object> id(String name) {
        return collection(name)
            .flatMap(
                to ->
                    own(to, user)
                        .map(AuditRow::referenceId)
                        .or(() -> listed(to, user).flatMap(row -> scalar(row, idOf(to, row)))));
      }

      @Override
      public Optional<Object> value(String name, String property) {
        return collection(name)
            .flatMap(
                to ->
                    listed(to, user)
                        .or(() -> own(to, user).map(AuditRow::responseBody))
                        .flatMap(row -> scalar(row, Optional.of(property))));
      }
    };
  }

  private Optional<AuditRow> own(ResourceCollection collection, AuditUser user) {
    return inTheMaking.contains(key(collection, user))
        ? Optional.empty()
        : anyRow(collection, user);
  }

  private Optional<JsonObject> listed(ResourceCollection collection, AuditUser user) {
    return collection
        .list()
        .flatMap(list -> existing.anyListed(collection, user, pathValues(list, user)));
  }

  private static Optional<String> idOf(ResourceCollection collection, JsonObject row) {
    return row.containsKey("id") ? Optional.of("id") : collection.key().property(row);
  }

  private static Optional<Object> scalar(JsonObject row, Optional<String> name) {
    return name.map(row::getValue)
        .filter(value -> value instanceof String || value instanceof Number);
  }

  Map<String, String> pathValues(DescribedOperation operation, AuditUser user) {
    return pathValues(operation, user, false);
  }

  /// @param fresh whether the row that the last parameter names is a new one, if the user can make one
  Map<String, String> pathValues(DescribedOperation operation, AuditUser user, boolean fresh) {
    Map<String, String> values = new LinkedHashMap<>();
    List<Parameter> parameters = operation.parameters(Parameter.Location.PATH);
    for (Parameter parameter : parameters) {
      boolean isNew = fresh && parameter.equals(parameters.getLast());
      Optional<AuditRow> row =
          identifiedBy(operation, parameter.name())
              .flatMap(
                  each ->
                      isNew
                          ? createRow(each, user, new JsonObject()).or(() -> anyRow(each, user))
                          : anyRow(each, user));
      row.ifPresent(each -> values.putAll(each.pathValues()));
      values.put(
          parameter.name(),
          row.map(AuditRow::id)
              .or(() -> existingParent(operation, parameter, user, values))
              .or(() -> person(operation, parameter, user))
              .orElseGet(() -> RandomIdentifiers.nonexistentId(parameter)));
    }
    return values;
  }

  /// A row that the server has already, for a parameter that names the parent of the rows that the
  /// operation is about: `/shops/{shopId}/orders` where no operation creates a shop.
  private Optional<String> existingParent(
      DescribedOperation operation,
      Parameter parameter,
      AuditUser user,
      Map<String, String> before) {
    boolean isParent =
        operation.method().equals("GET")
            || collections.stream()
                .anyMatch(
                    each ->
                        each.create().equals(Optional.of(operation))
                            || (each.itemOperations().contains(operation)
                                && !each.idParameter().equals(parameter.name())));
    if (!isParent) {
      return Optional.empty();
    }
    String item = upTo(operation, parameter.name());
    return collections.stream()
        .filter(each -> (OperationShape.shape(each.path()) + "/{}").equals(item))
        .findFirst()
        .flatMap(
            parents ->
                existing
                    .anyListed(parents, user, before)
                    .flatMap(
                        row ->
                            new RowKey(
                                    parameter.name(),
                                    parents.name(),
                                    parameter.schema().types(),
                                    parameter.schema().text("format").orElse(""))
                                .of(row)));
  }

  /// An account, for a parameter that names one: that of the user to read it, and that of a third one
  /// to change it.
  private Optional<String> person(
      DescribedOperation operation, Parameter parameter, AuditUser user) {
    String item = upTo(operation, parameter.name());
    String above = OperationShape.nameOf(item);
    boolean isPerson =
        ResourceCollection.isOfPeople(above)
            || AccountPlace.is(parameter.name(), parameter.schema(), "");
    Optional<AuditUser> who =
        !isPerson
            ? Optional.empty()
            : operation.method().equals("GET") ? Optional.of(user) : people.third();
    return who.flatMap(each -> names.inPath(each, parameter.name(), parameter.schema()));
  }

  /// The collection whose rows a path parameter identifies: by the path up to it, else by its name.
  /// Where it has no way to make or list them, it is the one of the same name that has.
  private Optional<ResourceCollection> identifiedBy(DescribedOperation operation, String name) {
    String item = upTo(operation, name);
    return collections.stream()
        .filter(each -> each.itemPath().map(OperationShape::shape).equals(Optional.of(item)))
        .findFirst()
        .or(
            () ->
                collections.stream()
                    .filter(
                        each -> each.uses().stream().anyMatch(use -> isPlace(use, operation, name)))
                    .findFirst())
        .map(this::withRows);
  }

  private ResourceCollection withRows(ResourceCollection found) {
    return hasRows(found)
        ? found
        : collections.stream()
            .filter(each -> hasRows(each) && each.itemPath().isPresent())
            .filter(each -> each.name().equals(found.name()))
            .findFirst()
            .orElse(found);
  }

  private static boolean hasRows(ResourceCollection collection) {
    return collection.create().isPresent() || collection.list().isPresent();
  }

  private static String upTo(DescribedOperation operation, String parameter) {
    String from = "{" + parameter + "}";
    int at = operation.path().indexOf(from);
    return at < 0 ? "" : OperationShape.shape(operation.path().substring(0, at + from.length()));
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
