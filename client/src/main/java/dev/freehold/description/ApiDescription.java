package dev.freehold.description;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An API as its OpenAPI document describes it.
///
/// @param base the path of the server, before every path; empty, or starts with a slash and does
///   not end in one
/// @param openapi the version of OpenAPI, such as `3.1.0`
/// @param full the address of a document that says more, relative to that of this one
/// @param operations in the order in which they are written
/// @param securitySchemes by name
/// @param others what it describes besides: webhooks, operations with methods of OpenAPI 3.2, paths
///   that cannot be read, extensions; each as `webhook noteAdded`
public record ApiDescription(
    String title,
    String version,
    String openapi,
    String base,
    Optional<String> full,
    List<DescribedOperation> operations,
    Map<String, SecurityScheme> securitySchemes,
    List<String> others) {

  /// How a client identifies itself. A member that is not written is empty.
  ///
  /// @param type `apiKey`, `http`, `oauth2`, …
  /// @param in `header`, `query` or `cookie`, of an `apiKey`
  /// @param name of that header, parameter or cookie
  /// @param scheme `bearer`, `basic`, …, of `http`
  public record SecurityScheme(
      String type, String in, String name, String scheme, String description) {}

  public Optional<DescribedOperation> operation(String method, String path) {
    return operations.stream()
        .filter(each -> each.method().equals(method) && each.path().equals(path))
        .findFirst();
  }

  /// The path templates without duplicates, in the order in which they are written.
  public List<String> paths() {
    return operations.stream().map(DescribedOperation::path).distinct().toList();
  }

  public List<String> methods(String path) {
    return operations.stream()
        .filter(each -> each.path().equals(path))
        .map(DescribedOperation::method)
        .toList();
  }

  /// Finds the operation of a request. Literal segments take precedence over parameters, as in
  /// OpenAPI.
  public static final class OperationMatcher {
    private record PathTemplate(
        DescribedOperation operation, List<String> segments, long parameters) {}

    private final String base;
    private final Map<Integer, List<PathTemplate>> byLength = new HashMap<>();

    public OperationMatcher(ApiDescription description) {
      this.base = description.base();
      for (DescribedOperation operation : description.operations()) {
        List<String> segments = segments(operation.path());
        long parameters = segments.stream().filter(OperationMatcher::isParameter).count();
        byLength
            .computeIfAbsent(segments.size(), _ -> new ArrayList<>())
            .add(new PathTemplate(operation, segments, parameters));
      }
    }

    /// @param target as in the request line, including the base
    public Optional<DescribedOperation> operation(String method, String target) {
      return lines(target).stream()
          .filter(pathTemplate -> pathTemplate.operation.method().equals(method))
          .map(PathTemplate::operation)
          .findFirst();
    }

    /// Whether the path is described with any method.
    public boolean isDescribed(String target) {
      return !lines(target).isEmpty();
    }

    private List<PathTemplate> lines(String target) {
      int query = target.indexOf('?');
      String path = query < 0 ? target : target.substring(0, query);
      if (!path.startsWith(base)) {
        return List.of();
      }
      List<String> segments = segments(path.substring(base.length()));
      List<PathTemplate> fitting =
          byLength.getOrDefault(segments.size(), List.of()).stream()
              .filter(pathTemplate -> fits(pathTemplate.segments, segments))
              .toList();
      long fewest = fitting.stream().mapToLong(PathTemplate::parameters).min().orElse(0);
      return fitting.stream().filter(pathTemplate -> pathTemplate.parameters == fewest).toList();
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
}
