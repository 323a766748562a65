package dev.freehold.draft.document;

import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The operations of one kind of rows: those of `/tasks` and of `/tasks/{id}`.
///
/// @param collection the path of all
/// @param item the path of one; empty where there is none
record Family(String collection, Optional<String> item, Map<String, Operation> operations) {

  /// Of one row.
  Optional<Operation> one(String method) {
    return item.flatMap(path -> Optional.ofNullable(operations.get(method + " " + path)));
  }

  /// Of the collection.
  Optional<Operation> all(String method) {
    return Optional.ofNullable(operations.get(method + " " + collection));
  }

  /// `tasks` of `/api/v1/tasks`.
  String name() {
    return last(collection);
  }

  /// Those of a description, shortest paths first: `/tasks` stands for `/projects/{id}/tasks` too.
  static List<Family> of(Description description) {
    Map<String, Operation> operations = new LinkedHashMap<>();
    description.operations().forEach(o -> operations.putIfAbsent(o.toString(), o));
    List<String> paths = description.paths();
    List<Family> families = new ArrayList<>();
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
      Family family = new Family(path, item, operations);
      boolean rows =
          item.isPresent()
              && (family.one("GET").isPresent()
                  || family.one("PUT").isPresent()
                  || family.one("PATCH").isPresent());
      boolean listed = family.all("GET").isPresent() && family.all("POST").isPresent();
      if ((rows && (family.all("GET").isPresent() || family.all("POST").isPresent())) || listed) {
        families.add(family);
      }
    }
    families.sort(
        Comparator.comparingLong(f -> bare(f.collection()).chars().filter(c -> c == '/').count()));
    return families;
  }

  /// `{id}`, with a slash before it or not.
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
