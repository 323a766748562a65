package dev.freehold.description;

import java.util.List;
import java.util.Optional;

/// What a server says of itself.
///
/// @param base the path of its server, before every path; empty or beginning with a slash and not ending in one
/// @param openapi the version of OpenAPI, such as `3.1.0`
/// @param operations in the order in which they are written
public record Description(
    String title, String version, String openapi, String base, List<Operation> operations) {

  public Optional<Operation> operation(String method, String path) {
    return operations.stream()
        .filter(each -> each.method().equals(method) && each.path().equals(path))
        .findFirst();
  }

  /// Templates, each once, in the order in which they are written.
  public List<String> paths() {
    return operations.stream().map(Operation::path).distinct().toList();
  }

  public List<String> methods(String path) {
    return operations.stream()
        .filter(each -> each.path().equals(path))
        .map(Operation::method)
        .toList();
  }
}
