package dev.freehold.draft;

import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Maps the collections of an OpenAPI description to resources.
public final class DescriptionMapper {
  /// Maximum number of operations in one list of those left out.
  private static final int MAX_NAMED = 200;

  /// Collections for sign-in and accounts, which are built in.
  private static final Set<String> OURS =
      Set.of(
          "auth",
          "users",
          "user",
          "sessions",
          "tokens",
          "token",
          "login",
          "logins",
          "accounts",
          "batch");

  private DescriptionMapper() {}

  /// @param file the name of the document
  public static SourceModel map(ApiDescription description, String file) {
    Map<String, CollectionOperations> families = new LinkedHashMap<>();
    Map<String, String> targets = new LinkedHashMap<>();
    for (CollectionOperations collectionOperations : CollectionOperations.of(description)) {
      String row = CollectionResourceMapper.row(collectionOperations.name());
      boolean wanted = !row.isEmpty() && !isOurs(collectionOperations);
      if (wanted && targets.putIfAbsent(row, collectionOperations.name()) == null) {
        families.put(collectionOperations.name(), collectionOperations);
      }
    }
    List<String> notes = new ArrayList<>();
    notes.add("Drafted from the OpenAPI document " + file + ".");
    notes.add(
        "Decisions that need a review are marked 'unsure:'. OpenAPI does not describe row access:"
            + " here each row belongs to its owner.");
    if (description.operations().stream().noneMatch(DescribedOperation::isProtected)) {
      notes.add("unsure: no operation required a sign-in; here all do");
    }
    Map<String, List<String>> others = notTaken(description, families.values());
    notes.addAll(named(others.getOrDefault("", List.of())));
    description.others().stream()
        .limit(MAX_NAMED)
        .forEach(other -> notes.add("unsure: left out: " + other));
    List<SourceModel.SourceResource> resources =
        families.values().stream()
            .map(
                f ->
                    new CollectionResourceMapper(f, targets)
                        .map(named(others.getOrDefault(f.name(), List.of()))))
            .toList();
    return new SourceModel(description.title(), notes, resources);
  }

  private static boolean isOurs(CollectionOperations collection) {
    return OURS.contains(collection.name().toLowerCase(Locale.ROOT))
        || collection.collection().text().contains("/auth/");
  }

  /// The operations that no resource has, by the name of the resource whose path they extend; those
  /// of no resource under the empty name.
  private static Map<String, List<String>> notTaken(
      ApiDescription description, Collection<CollectionOperations> families) {
    List<DescribedOperation> left = new ArrayList<>(description.operations());
    families.forEach(family -> left.removeAll(family.taken()));
    Map<String, List<String>> notTaken = new HashMap<>();
    for (DescribedOperation operation : left) {
      PathShape path = PathShape.of(operation.path());
      String of =
          families.stream()
              .filter(family -> path.isWithin(family.collection()))
              .max(Comparator.comparingInt(family -> family.collection().depth()))
              .map(CollectionOperations::name)
              .orElse("");
      notTaken.computeIfAbsent(of, _ -> new ArrayList<>()).add(operation.toString());
    }
    return notTaken;
  }

  private static List<String> named(List<String> operations) {
    List<String> notes = new ArrayList<>();
    operations.stream().limit(MAX_NAMED).forEach(o -> notes.add("unsure: left out: " + o));
    if (operations.size() > MAX_NAMED) {
      notes.add("unsure: left out: " + (operations.size() - MAX_NAMED) + " more operations");
    }
    return notes;
  }

  /// The operations of one collection: those of `/tasks` and of `/tasks/{id}`.
  ///
  /// @param collection the path of the collection
  /// @param item the path of one row; empty if there is none
  /// @param operations all operations of the document, by method and path, such as `GET /tasks/{id}`
  record CollectionOperations(
      PathShape collection, Optional<PathShape> item, Map<String, DescribedOperation> operations) {

    /// The operation on one row.
    Optional<DescribedOperation> itemOperation(String method) {
      return item.flatMap(path -> Optional.ofNullable(operations.get(method + " " + path.text())));
    }

    /// The operation on the collection.
    Optional<DescribedOperation> collectionOperation(String method) {
      return Optional.ofNullable(operations.get(method + " " + collection.text()));
    }

    /// The last segment of the path: `tasks` of `/api/v1/tasks`.
    String name() {
      return collection.last();
    }

    /// The name of the parameter of the path of one row; `id` if there is none.
    String key() {
      return item.map(PathShape::parameter).orElse("id");
    }

    /// The operations that a resource has too.
    List<DescribedOperation> taken() {
      List<DescribedOperation> taken = new ArrayList<>();
      for (String method : List.of("GET", "POST", "HEAD", "OPTIONS")) {
        collectionOperation(method).ifPresent(taken::add);
      }
      for (String method : List.of("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")) {
        itemOperation(method).ifPresent(taken::add);
      }
      return taken;
    }

    /// The collections of a document, shortest paths first, newest versions first: `/tasks` also
    /// covers `/projects/{id}/tasks`.
    static List<CollectionOperations> of(ApiDescription description) {
      Map<String, DescribedOperation> operations = new LinkedHashMap<>();
      description
          .operations()
          .forEach(
              o -> operations.putIfAbsent(o.method() + " " + PathShape.of(o.path()).text(), o));
      List<PathShape> paths = description.paths().stream().map(PathShape::of).distinct().toList();
      Map<String, PathShape> items = new HashMap<>();
      for (PathShape path : paths) {
        if (!path.parameter().isEmpty()) {
          items.putIfAbsent(path.text().substring(0, path.text().lastIndexOf('/')), path);
        }
      }
      List<CollectionOperations> families = new ArrayList<>();
      for (PathShape path : paths) {
        if (path.last().isEmpty() || path.last().matches(".*[{}:].*")) {
          continue;
        }
        Optional<PathShape> item = Optional.ofNullable(items.get(path.text()));
        CollectionOperations collectionOperations =
            new CollectionOperations(path, item, operations);
        boolean rows =
            item.isPresent()
                && (collectionOperations.itemOperation("GET").isPresent()
                    || collectionOperations.itemOperation("PUT").isPresent()
                    || collectionOperations.itemOperation("PATCH").isPresent());
        boolean listed =
            collectionOperations.collectionOperation("GET").isPresent()
                && collectionOperations.collectionOperation("POST").isPresent();
        if ((rows
                && (collectionOperations.collectionOperation("GET").isPresent()
                    || collectionOperations.collectionOperation("POST").isPresent()))
            || listed) {
          families.add(collectionOperations);
        }
      }
      families.sort(
          Comparator.comparingInt((CollectionOperations f) -> f.collection().depth())
              .thenComparingInt(f -> -f.collection().version()));
      return families;
    }
  }
}
