package dev.freehold.description;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which described operation a request is of. A fixed segment is preferred to a parameter, as OpenAPI says.
public final class Routes {
  private record Line(Operation operation, List<String> segments, long parameters) {}

  private final String base;
  private final Map<Integer, List<Line>> byLength = new HashMap<>();

  public Routes(Description description) {
    this.base = description.base();
    for (Operation operation : description.operations()) {
      List<String> segments = segments(operation.path());
      long parameters = segments.stream().filter(Routes::isParameter).count();
      byLength
          .computeIfAbsent(segments.size(), _ -> new ArrayList<>())
          .add(new Line(operation, segments, parameters));
    }
  }

  /// @param target as in the request line, the base included
  public Optional<Operation> operation(String method, String target) {
    return lines(target).stream()
        .filter(line -> line.operation.method().equals(method))
        .map(Line::operation)
        .findFirst();
  }

  /// Whether any method is described for it.
  public boolean isDescribed(String target) {
    return !lines(target).isEmpty();
  }

  private List<Line> lines(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    if (!path.startsWith(base)) {
      return List.of();
    }
    List<String> segments = segments(path.substring(base.length()));
    List<Line> fitting =
        byLength.getOrDefault(segments.size(), List.of()).stream()
            .filter(line -> fits(line.segments, segments))
            .toList();
    long fewest = fitting.stream().mapToLong(Line::parameters).min().orElse(0);
    return fitting.stream().filter(line -> line.parameters == fewest).toList();
  }

  private static boolean fits(List<String> template, List<String> path) {
    for (int i = 0; i < template.size(); i++) {
      String segment = path.get(i);
      boolean fits =
          isParameter(template.get(i)) ? !segment.isEmpty() : template.get(i).equals(segment);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isParameter(String segment) {
    return segment.indexOf('{') >= 0;
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
