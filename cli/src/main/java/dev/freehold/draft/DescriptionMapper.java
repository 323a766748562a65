package dev.freehold.draft;

import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Maps the collections of an OpenAPI description to resources.
public final class DescriptionMapper {
  /// Maximum number of operations in the list of those left out.
  private static final int MAX_NAMED = 60;

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
      boolean wanted =
          !row.isEmpty() && !OURS.contains(collectionOperations.name().toLowerCase(Locale.ROOT));
      if (wanted && targets.putIfAbsent(row, collectionOperations.name()) == null) {
        families.put(collectionOperations.name(), collectionOperations);
      }
    }
    List<String> notes = new ArrayList<>();
    notes.add("Drafted from the OpenAPI document " + file + ".");
    notes.add(
        "Decisions that need a review are marked 'unsure:'. OpenAPI does not describe row access:"
            + " here each row belongs to its owner.");
    notTaken(description, families.values(), notes);
    List<SourceModel.SourceResource> resources =
        families.values().stream()
            .map(f -> new CollectionResourceMapper(f, targets).map())
            .toList();
    return new SourceModel(description.title(), notes, resources);
  }

  private static void notTaken(
      ApiDescription description, Iterable<CollectionOperations> families, List<String> notes) {
    List<DescribedOperation> left = new ArrayList<>(description.operations());
    for (CollectionOperations collectionOperations : families) {
      left.removeIf(
          o ->
              o.path().equals(collectionOperations.collection())
                  || o.path()
                      .equals(
                          collectionOperations.item().orElse(collectionOperations.collection())));
    }
    left.stream().limit(MAX_NAMED).forEach(o -> notes.add("unsure: left out: " + o));
    if (left.size() > MAX_NAMED) {
      notes.add("unsure: left out: " + (left.size() - MAX_NAMED) + " more operations");
    }
  }

  /// The operations of one collection: those of `/tasks` and of `/tasks/{id}`.
  ///
  /// @param collection the path of the collection
  /// @param item the path of one row; empty if there is none
  record CollectionOperations(
      String collection, Optional<String> item, Map<String, DescribedOperation> operations) {

    /// The operation on one row.
    Optional<DescribedOperation> itemOperation(String method) {
      return item.flatMap(path -> Optional.ofNullable(operations.get(method + " " + path)));
    }

    /// The operation on the collection.
    Optional<DescribedOperation> collectionOperation(String method) {
      return Optional.ofNullable(operations.get(method + " " + collection));
    }

    /// The last segment of the path: `tasks` of `/api/v1/tasks`.
    String name() {
      return last(collection);
    }

    /// The collections of a document, shortest paths first: `/tasks` also covers
    /// `/projects/{id}/tasks`.
    static List<CollectionOperations> of(ApiDescription description) {
      Map<String, DescribedOperation> operations = new LinkedHashMap<>();
      description.operations().forEach(o -> operations.putIfAbsent(o.toString(), o));
      List<String> paths = description.paths();
      List<CollectionOperations> families = new ArrayList<>();
      for (String path : paths) {
        if (isParameter(last(path)) || last(path).isEmpty()) {
          continue;
        }
        String below = bare(path) + "/";
        Optional<String> item =
            paths.stream()
                .filter(
                    p -> p.startsWith(below) && isParameter(bare(p).substring(below.length() - 1)))
                .findFirst();
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
          Comparator.comparingLong(
              f -> bare(f.collection()).chars().filter(c -> c == '/').count()));
      return families;
    }

    /// `{id}`, with or without a leading slash.
    private static boolean isParameter(String segment) {
      return segment.matches("/?\\{[^/]*}");
    }

    private static String bare(String path) {
      return path.replaceFirst("/+$", "");
    }

    private static String last(String path) {
      return bare(path).substring(bare(path).lastIndexOf('/') + 1);
    }
  }
}
