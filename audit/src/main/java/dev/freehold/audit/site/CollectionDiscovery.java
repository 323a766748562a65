package dev.freehold.audit.site;

import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaSampleGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the collections of a description from its paths.
final class CollectionDiscovery {
  /// Owner properties, which are not references that a client sets.
  private static final Pattern OWNER = Pattern.compile("(user|owner|account|author)_?[iI]d");

  private static final Pattern REFERENCE = Pattern.compile("(.+?)(_id|Id)");

  private final ApiDescription description;
  private final Set<DescribedOperation> ofAccounts = new LinkedHashSet<>();

  private CollectionDiscovery(ApiDescription description, AuthenticationFlow accounts) {
    this.description = description;
    Stream.of(
            accounts.signup(),
            accounts.login(),
            accounts.refresh(),
            accounts.logout(),
            accounts.me())
        .forEach(each -> each.ifPresent(ofAccounts::add));
  }

  static List<ResourceCollection> collections(
      ApiDescription description, AuthenticationFlow accounts) {
    return new CollectionDiscovery(description, accounts).all();
  }

  private List<ResourceCollection> all() {
    List<String> paths = description.paths();
    Map<String, String> items = new LinkedHashMap<>();
    for (String path : paths) {
      int slash = path.lastIndexOf('/');
      if (isParameter(path.substring(slash + 1)) && slash > 0) {
        items.putIfAbsent(path.substring(0, slash), path);
      }
    }
    Set<String> bases = new LinkedHashSet<>();
    for (String path : paths) {
      if (items.containsKey(path)) {
        bases.add(path);
      } else if (items.containsValue(path)) {
        bases.add(path.substring(0, path.lastIndexOf('/')));
      } else if (listsRows(path)) {
        bases.add(path);
      }
    }
    List<ResourceCollection> found = new ArrayList<>();
    for (String base : bases) {
      found.add(collection(base, Optional.ofNullable(items.get(base)), items));
    }
    Set<String> names = new LinkedHashSet<>();
    found.forEach(each -> names.add(each.name()));
    return found.stream().map(each -> withReferences(each, names)).toList();
  }

  /// A path without an item path is a collection if its `GET` returns a list.
  private boolean listsRows(String path) {
    return operation("GET", path)
        .flatMap(DescribedOperation::successSchema)
        .map(schema -> hasArray(schema, 3))
        .orElse(false);
  }

  private static boolean hasArray(JsonSchema schema, int depth) {
    if (schema.types().contains("array")) {
      return true;
    }
    return depth > 0
        && schema.properties().values().stream().anyMatch(each -> hasArray(each, depth - 1));
  }

  private ResourceCollection collection(
      String path, Optional<String> item, Map<String, String> items) {
    Optional<DescribedOperation> create = operation("POST", path);
    String parameter = item.map(each -> inner(last(each))).orElse("");
    return new ResourceCollection(
        nameOf(path),
        path,
        item,
        parameter,
        operation("GET", path),
        create,
        item.flatMap(each -> operation("GET", each)),
        item.flatMap(each -> operation("PUT", each)),
        item.flatMap(each -> operation("PATCH", each)),
        item.flatMap(each -> operation("DELETE", each)),
        operation("PATCH", path).or(() -> operation("PUT", path)),
        updateEach(path),
        operation("DELETE", path),
        create
            .flatMap(DescribedOperation::jsonBodySchema)
            .flatMap(SchemaSampleGenerator::objectAlternative),
        Map.of(),
        parents(path, items));
  }

  private Optional<DescribedOperation> updateEach(String path) {
    return description.operations().stream()
        .filter(each -> !ofAccounts.contains(each))
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
        && !isParameter(last(below));
  }

  private Optional<DescribedOperation> operation(String method, String path) {
    return description.operation(method, path).filter(each -> !ofAccounts.contains(each));
  }

  /// Maps each path parameter to the collection that it identifies.
  private static Map<String, String> parents(String path, Map<String, String> items) {
    Map<String, String> parents = new LinkedHashMap<>();
    items.forEach(
        (base, item) -> {
          if (path.startsWith(item + "/")) {
            parents.put(inner(last(item)), nameOf(base));
          }
        });
    return parents;
  }

  private static ResourceCollection withReferences(ResourceCollection of, Set<String> names) {
    Map<String, String> references = new LinkedHashMap<>();
    of.body()
        .ifPresent(
            body ->
                body.properties()
                    .forEach(
                        (property, schema) ->
                            target(property, schema, names)
                                .ifPresent(name -> references.put(property, name))));
    return new ResourceCollection(
        of.name(),
        of.path(),
        of.itemPath(),
        of.idParameter(),
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
        of.parents());
  }

  private static Optional<String> target(String property, JsonSchema schema, Set<String> names) {
    Optional<String> declared = schema.text("x-ref").filter(names::contains);
    if (declared.isPresent() || OWNER.matcher(property).matches()) {
      return declared;
    }
    var reference = REFERENCE.matcher(property);
    if (!reference.matches()) {
      return Optional.empty();
    }
    String stem = reference.group(1).toLowerCase(Locale.ROOT);
    return names.stream().filter(name -> isPlural(name.toLowerCase(Locale.ROOT), stem)).findFirst();
  }

  private static boolean isPlural(String name, String stem) {
    boolean ies = stem.endsWith("y") && name.equals(stem.substring(0, stem.length() - 1) + "ies");
    return name.equals(stem) || name.equals(stem + "s") || name.equals(stem + "es") || ies;
  }

  private static String nameOf(String path) {
    String[] segments = path.split("/", -1);
    for (int i = segments.length - 1; i >= 0; i--) {
      if (!segments[i].isEmpty() && !isParameter(segments[i])) {
        return segments[i];
      }
    }
    return path;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static String inner(String parameter) {
    return parameter.substring(1, parameter.length() - 1);
  }
}
