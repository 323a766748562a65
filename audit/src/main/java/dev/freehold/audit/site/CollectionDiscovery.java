package dev.freehold.audit.site;

import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowKey;
import dev.freehold.audit.RowUse;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.audit.site.OperationShape.Role;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the collections of a description: the operations that [OperationShape] says are about the
/// same thing.
final class CollectionDiscovery {
  /// Owner properties, which are not references that a client sets.
  private static final Pattern OWNER = Pattern.compile("(user|owner|account|author)_?[iI]d");

  private static final Pattern REFERENCE = Pattern.compile("(.+?)(_ids?|I[dD]s?|_uuid|Uuid)");

  private final List<DescribedOperation> operations;
  private final Map<String, List<OperationShape>> byStem = new LinkedHashMap<>();

  private CollectionDiscovery(ApiDescription description, AuthenticationFlow accounts) {
    Set<DescribedOperation> ofAccounts = new LinkedHashSet<>();
    Stream.of(
            accounts.signup(),
            accounts.login(),
            accounts.refresh(),
            accounts.logout(),
            accounts.me())
        .forEach(each -> each.ifPresent(ofAccounts::add));
    this.operations =
        description.operations().stream().filter(each -> !ofAccounts.contains(each)).toList();
    OperationShape.Neighbours neighbours = OperationShape.Neighbours.of(operations);
    for (DescribedOperation operation : operations) {
      OperationShape shape = OperationShape.of(operation, neighbours);
      byStem.computeIfAbsent(OperationShape.shape(shape.stem()), _ -> new ArrayList<>()).add(shape);
    }
  }

  static List<ResourceCollection> collections(
      ApiDescription description, AuthenticationFlow accounts) {
    return new CollectionDiscovery(description, accounts).all();
  }

  private List<ResourceCollection> all() {
    mergeSpellings();
    List<ResourceCollection> found = new ArrayList<>();
    byStem.forEach(
        (stem, shapes) -> {
          if (isCollection(stem, shapes)) {
            found.add(collection(shapes));
          }
        });
    List<ResourceCollection> related =
        found.stream().map(each -> withRelations(each, found)).toList();
    RowUseFinder uses = new RowUseFinder(operations, related);
    return related.stream().map(each -> withUses(each, uses)).toList();
  }

  /// Joins stems that differ in spelling, such as `/task/{id}` and `/tasks`, `/getTasks` and
  /// `/createTask`, if they have no operation of the same kind.
  private void mergeSpellings() {
    Map<String, String> stemOf = new LinkedHashMap<>();
    for (String stem : List.copyOf(byStem.keySet())) {
      String former = stemOf.putIfAbsent(OperationShape.key(stem), stem);
      if (former != null) {
        List<OperationShape> one = byStem.getOrDefault(former, List.of());
        List<OperationShape> other = byStem.getOrDefault(stem, List.of());
        if (!conflict(one, other)) {
          List<OperationShape> both = new ArrayList<>(one);
          both.addAll(other);
          byStem.put(former, both);
          byStem.remove(stem);
        }
      }
    }
  }

  private static boolean conflict(List<OperationShape> one, List<OperationShape> other) {
    boolean bothPlain = has(one, Role.COLLECTION) && has(other, Role.COLLECTION);
    boolean bothItems = has(one, Role.ITEM) && has(other, Role.ITEM);
    return bothPlain || bothItems;
  }

  private static boolean has(List<OperationShape> shapes, Role role) {
    return shapes.stream().anyMatch(each -> each.role() == role);
  }

  /// Paths are a collection if one of them is that of a row, if rows are created and read there, or
  /// if a list returns rows.
  private static boolean isCollection(String stem, List<OperationShape> shapes) {
    return !stem.isEmpty()
        && (has(shapes, Role.ITEM)
            || has(shapes, Role.READ_BY_QUERY)
            || (has(shapes, Role.CREATE) && (has(shapes, Role.LIST) || reads(shapes)))
            || shapes.stream().anyMatch(CollectionDiscovery::listsRows));
  }

  private static boolean reads(List<OperationShape> shapes) {
    return operation(shapes, Role.COLLECTION, "GET").isPresent();
  }

  private static boolean listsRows(OperationShape shape) {
    boolean isList = shape.role() == Role.COLLECTION || shape.role() == Role.LIST;
    return isList
        && shape.operation().method().equals("GET")
        && shape
            .operation()
            .successSchema()
            .map(schema -> hasArray(schema, 3))
            .orElseGet(() -> shape.role() == Role.LIST || isPlural(shape.stem()));
  }

  /// The name is all that is known of a list whose answer is not described.
  private static boolean isPlural(String stem) {
    String name = RowKey.normal(OperationShape.nameOf(stem));
    return !RowKey.singular(name).equals(name);
  }

  private static boolean hasArray(JsonSchema schema, int depth) {
    if (schema.types().contains("array")) {
      return true;
    }
    return depth > 0
        && schema.properties().values().stream().anyMatch(each -> hasArray(each, depth - 1));
  }

  private static Optional<DescribedOperation> operation(
      List<OperationShape> shapes, Role role, String... methods) {
    List<String> wanted = List.of(methods);
    return wanted.stream()
        .flatMap(
            method ->
                shapes.stream()
                    .filter(each -> each.role() == role)
                    .map(OperationShape::operation)
                    .filter(each -> each.method().equals(method)))
        .findFirst();
  }

  private ResourceCollection collection(List<OperationShape> shapes) {
    Optional<DescribedOperation> read = operation(shapes, Role.ITEM, "GET");
    Optional<DescribedOperation> byQuery = operation(shapes, Role.READ_BY_QUERY, "GET");
    Optional<String> item =
        read.or(() -> operation(shapes, Role.ITEM, "PATCH", "PUT", "DELETE", "POST"))
            .map(DescribedOperation::path)
            .or(() -> byQuery.map(CollectionDiscovery::queryTemplate));
    Optional<DescribedOperation> list =
        operation(shapes, Role.COLLECTION, "GET").or(() -> operation(shapes, Role.LIST, "GET"));
    Optional<DescribedOperation> create =
        operation(shapes, Role.COLLECTION, "POST").or(() -> operation(shapes, Role.CREATE, "POST"));
    String stem = stem(shapes);
    String name = OperationShape.nameOf(stem);
    return new ResourceCollection(
        name,
        list.or(() -> create).map(DescribedOperation::path).orElse(stem),
        item,
        key(shapes, read.or(() -> byQuery), name),
        list,
        create,
        read.or(() -> byQuery),
        operation(shapes, Role.ITEM, "PUT"),
        operation(shapes, Role.ITEM, "PATCH"),
        operation(shapes, Role.ITEM, "DELETE"),
        operation(shapes, Role.COLLECTION, "PATCH", "PUT"),
        updateEach(stem),
        operation(shapes, Role.COLLECTION, "DELETE"),
        create.flatMap(BodyEnvelope::rowSchema),
        Map.of(),
        Map.of(),
        List.of());
  }

  /// The stem as the description writes it: that of a path, not of a phrase such as `/getTask`.
  private static String stem(List<OperationShape> shapes) {
    return shapes.stream()
        .filter(each -> each.role() == Role.COLLECTION || each.role() == Role.ITEM)
        .findFirst()
        .orElse(shapes.getFirst())
        .stem();
  }

  private static String queryTemplate(DescribedOperation read) {
    String id = OperationShape.idParameter(read);
    return read.path() + "?" + id + "={" + id + "}";
  }

  private static RowKey key(
      List<OperationShape> shapes, Optional<DescribedOperation> read, String name) {
    Optional<OperationShape> item =
        shapes.stream()
            .filter(each -> each.role() == Role.ITEM)
            .filter(each -> read.isEmpty() || read.get().equals(each.operation()))
            .findFirst()
            .or(() -> shapes.stream().filter(each -> each.role() == Role.ITEM).findFirst());
    DescribedOperation by =
        item.map(OperationShape::operation).or(() -> read).orElse(shapes.getFirst().operation());
    String parameter =
        item.map(OperationShape::parameter)
            .or(() -> read.map(OperationShape::idParameter))
            .orElse("");
    return by.parameters().stream()
        .filter(each -> each.name().equals(parameter))
        .findFirst()
        .map(Parameter::schema)
        .map(
            schema -> new RowKey(parameter, name, schema.types(), schema.text("format").orElse("")))
        .orElseGet(() -> RowKey.of(parameter, name));
  }

  private Optional<DescribedOperation> updateEach(String path) {
    return operations.stream()
        .filter(each -> Set.of("PATCH", "PUT").contains(each.method()))
        .filter(each -> isDirectlyBelow(each.path(), path))
        .filter(
            each ->
                each.jsonBodySchema()
                    .flatMap(JsonSchema::items)
                    .filter(item -> item.properties().containsKey("id"))
                    .isPresent())
        .findFirst();
  }

  /// Whether the path has one segment more, which is no parameter.
  private static boolean isDirectlyBelow(String below, String path) {
    return below.startsWith(path + "/")
        && below.lastIndexOf('/') == path.length()
        && !OperationShape.isParameter(below.substring(below.lastIndexOf('/') + 1));
  }

  private static ResourceCollection withRelations(
      ResourceCollection of, List<ResourceCollection> all) {
    Set<String> names = new LinkedHashSet<>();
    all.forEach(each -> names.add(each.name()));
    Map<String, String> references = new LinkedHashMap<>();
    of.body()
        .ifPresent(
            body ->
                body.properties()
                    .forEach(
                        (property, schema) -> {
                          if (!schema.types().contains("array")) {
                            target(property, schema, names)
                                .ifPresent(name -> references.put(property, name));
                          }
                        }));
    return with(of, references, parents(of.path(), all), List.of());
  }

  private static ResourceCollection withUses(ResourceCollection of, RowUseFinder uses) {
    return with(of, of.references(), of.parents(), uses.of(of));
  }

  private static ResourceCollection with(
      ResourceCollection of,
      Map<String, String> references,
      Map<String, String> parents,
      List<RowUse> uses) {
    return new ResourceCollection(
        of.name(),
        of.path(),
        of.itemPath(),
        of.key(),
        of.list(),
        of.create(),
        of.read(),
        of.replace(),
        of.modify(),
        of.delete(),
        of.updateMany(),
        of.updateEach(),
        of.deleteMany(),
        of.body(),
        references,
        parents,
        uses);
  }

  /// Maps each path parameter to the collection that it identifies.
  private static Map<String, String> parents(String path, List<ResourceCollection> all) {
    Map<String, String> parents = new LinkedHashMap<>();
    Matcher parameter = Pattern.compile("\\{([^}]*)\\}").matcher(path);
    while (parameter.find()) {
      String upTo = OperationShape.shape(path.substring(0, parameter.end()));
      all.stream()
          .filter(each -> each.itemPath().map(OperationShape::shape).equals(Optional.of(upTo)))
          .findFirst()
          .ifPresent(parent -> parents.put(parameter.group(1), parent.name()));
    }
    return parents;
  }

  /// The name of the collection that a property of a body refers to: by `x-ref`, by a name such as
  /// `product_id`, or by the name of the collection itself with a value that can be an id.
  static Optional<String> target(String property, JsonSchema schema, Set<String> names) {
    Optional<String> declared = schema.text("x-ref").filter(names::contains);
    if (declared.isPresent() || OWNER.matcher(property).matches()) {
      return declared;
    }
    Matcher reference = REFERENCE.matcher(property);
    boolean isPlain = !reference.matches();
    if (isPlain && !canBeId(schema)) {
      return Optional.empty();
    }
    String stem = RowKey.singular(RowKey.normal(isPlain ? property : reference.group(1)));
    return names.stream()
        .filter(name -> RowKey.singular(RowKey.normal(name)).equals(stem))
        .findFirst();
  }

  private static boolean canBeId(JsonSchema schema) {
    Set<String> types = schema.types();
    boolean isNumber = types.contains("integer") && !types.contains("string");
    return isNumber || schema.text("format").orElse("").toLowerCase(Locale.ROOT).equals("uuid");
  }
}
