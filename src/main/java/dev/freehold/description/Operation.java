package dev.freehold.description;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A method on a path.
///
/// @param method in upper case
/// @param path the template as it is written, such as `/tasks/{id}`; what its server adds in front is of [Description#base]
/// @param id its `operationId`; empty where it has none
/// @param security the names of the schemes, of which any one lets in
/// @param isProtected whether every request needs one of them
/// @param body empty where it takes none
/// @param responses by status as it is written: `200`, `4XX`, `default`
/// @param words its tags, summary and description, for who looks for what it does
public record Operation(
    String method,
    String path,
    String id,
    List<String> security,
    boolean isProtected,
    List<Parameter> parameters,
    Optional<RequestBody> body,
    Map<String, Response> responses,
    List<String> words) {

  /// @param required whether a request without one is refused
  public record RequestBody(boolean required, Content content) {}

  /// What is described for this status: by itself, by its class, or by `default`.
  public Optional<Response> response(int status) {
    Response exact = responses.get(Integer.toString(status));
    if (exact != null) {
      return Optional.of(exact);
    }
    Response ofClass = responses.get(status / 100 + "XX");
    return Optional.ofNullable(ofClass != null ? ofClass : responses.get("default"));
  }

  /// The first answer of success that has a body of JSON.
  public Optional<Schema> success() {
    return responses.entrySet().stream()
        .filter(each -> each.getKey().startsWith("2"))
        .flatMap(each -> each.getValue().content().json().stream())
        .findFirst();
  }

  public List<Parameter> parameters(Parameter.In in) {
    return parameters.stream().filter(each -> each.in() == in).toList();
  }

  public Optional<Parameter> parameter(Parameter.In in, String name) {
    return parameters(in).stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// The JSON that it takes.
  public Optional<Schema> json() {
    return body.flatMap(each -> each.content().json());
  }

  /// `GET /tasks/{id}`
  @Override
  public String toString() {
    return method + " " + path;
  }
}
