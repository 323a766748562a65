package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Refuses access that goes in a circle: a grant of `tasks` through `projects`, where reading
/// `projects` needs a row of `tasks`. PostgreSQL refuses every statement on such tables (42P17,
/// infinite recursion in a policy), and also where only a write of `tasks` closes the circle, because
/// it applies the read policies of every table that a policy reads.
final class AccessCircleChecker {
  private final SpecIssueCollector issues;
  private final Map<String, Spec.Resource> resources = new LinkedHashMap<>();
  private final Map<String, ResourceFields> fields;

  /// @param fields those of every resource, by resource name
  AccessCircleChecker(
      SpecIssueCollector issues,
      List<Spec.Resource> resources,
      Map<String, ResourceFields> fields) {
    this.issues = issues;
    this.fields = fields;
    resources.forEach(r -> this.resources.put(r.name(), r));
  }

  void check() {
    resources.values().forEach(this::check);
  }

  /// Follows the grants of one resource, and then the grants for reading of each resource that it
  /// reaches. Reports the first relation that leads back.
  private void check(Spec.Resource start) {
    Set<String> reported = new LinkedHashSet<>();
    Arrays.stream(CrudOperation.values())
        .flatMap(operation -> paths(start, operation))
        .forEach(
            path -> {
              List<String> circle = circle(start.name(), path);
              if (circle != null && reported.add(path.getFirst().relation())) {
                report(start.name(), path.getFirst(), circle);
              }
            });
  }

  private static Stream<List<Grant.Hop>> paths(Spec.Resource resource, CrudOperation operation) {
    return resource.access().of(operation).stream()
        .flatMap(g -> g.subject() instanceof Grant.Through t ? Stream.of(t.path()) : Stream.of());
  }

  /// The resources from `start` back to itself, by the shortest way; null if there is none.
  private @Nullable List<String> circle(String start, List<Grant.Hop> path) {
    Set<String> seen = new HashSet<>();
    Deque<List<String>> open = new ArrayDeque<>();
    List<String> circle = follow(List.of(start), path, seen, open);
    while (circle == null && !open.isEmpty()) {
      List<String> way = open.remove();
      Spec.Resource last = resources.get(way.getLast());
      List<List<Grant.Hop>> paths =
          last == null ? List.of() : paths(last, CrudOperation.READ).toList();
      for (List<Grant.Hop> next : paths) {
        List<String> found = follow(way, next, seen, open);
        circle = circle == null ? found : circle;
      }
    }
    return circle;
  }

  /// Adds the way to each resource on a path that was not seen before.
  ///
  /// @return the way that leads back to its start; null if none does
  private static @Nullable List<String> follow(
      List<String> way, List<Grant.Hop> path, Set<String> seen, Deque<List<String>> open) {
    List<String> further = way;
    for (Grant.Hop hop : path) {
      further = Stream.concat(further.stream(), Stream.of(hop.target())).toList();
      if (hop.target().equals(way.getFirst())) {
        return further;
      }
      if (seen.add(hop.target())) {
        open.add(further);
      }
    }
    return null;
  }

  private void report(String resource, Grant.Hop hop, List<String> circle) {
    String referring = hop.isFromId() ? hop.target() : resource;
    ResourceFields of = fields.get(referring);
    if (of == null) {
      throw new IllegalStateException("no fields of " + referring);
    }
    issues.add(
        of.position(hop.isFromId() ? hop.key() : hop.column()),
        SpecIssueCode.CIRCULAR_ACCESS,
        "access to "
            + PrintableText.quote(resource)
            + " goes in a circle: "
            + circle.stream().collect(Collectors.joining(" -> ")),
        "remove via or of from one of them");
  }
}
