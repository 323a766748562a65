package dev.freehold.description;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An operation: a method of a path.
///
/// @param method in upper case
/// @param path the template, such as `/tasks/{id}`, without [ApiDescription#base]
/// @param operationId empty if it has none
/// @param securitySchemes the names of the schemes, of which any one suffices
/// @param isProtected whether every request needs one of them
/// @param body empty if it has none
/// @param responses by status as in the document: `200`, `4XX`, `default`
/// @param documentation the tags, summary and description
/// @param extensions the members whose names begin with `x-`
/// @param json the operation as it is written
public record DescribedOperation(
    String method,
    String path,
    String operationId,
    List<String> securitySchemes,
    boolean isProtected,
    List<Parameter> parameters,
    Optional<RequestBody> body,
    Map<String, Response> responses,
    List<String> documentation,
    Map<String, Object> extensions,
    JsonObject json) {

  /// @param required whether the body is required
  public record RequestBody(boolean required, Content content) {}

  /// The response for a status: its own, that of its class, or `default`.
  public Optional<Response> response(int status) {
    Response exact = responses.get(Integer.toString(status));
    if (exact != null) {
      return Optional.of(exact);
    }
    Response ofClass = responses.get(status / 100 + "XX");
    return Optional.ofNullable(ofClass != null ? ofClass : responses.get("default"));
  }

  /// The schema of the first success response with a JSON body.
  public Optional<JsonSchema> successSchema() {
    return responses.entrySet().stream()
        .filter(each -> each.getKey().startsWith("2"))
        .flatMap(each -> each.getValue().content().jsonSchema().stream())
        .findFirst();
  }

  public List<Parameter> parameters(Parameter.Location in) {
    return parameters.stream().filter(each -> each.in() == in).toList();
  }

  public Optional<Parameter> parameter(Parameter.Location in, String name) {
    return parameters(in).stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// The schema of the JSON body.
  public Optional<JsonSchema> jsonBodySchema() {
    return body.flatMap(each -> each.content().jsonSchema());
  }

  /// `GET /tasks/{id}`
  @Override
  public String toString() {
    return method + " " + path;
  }

  /// The media types of a body.
  ///
  /// @param schemas schema by media type, in the order in which they are written
  /// @param example a JSON example of the description
  public record Content(Map<String, JsonSchema> schemas, Optional<Object> example) {
    public static final Content NONE = new Content(Map.of(), Optional.empty());

    /// The schema of the JSON body, if JSON is allowed.
    public Optional<JsonSchema> jsonSchema() {
      return schemas.entrySet().stream()
          .filter(each -> isJson(each.getKey()))
          .map(Map.Entry::getValue)
          .findFirst();
    }

    /// The schema of the form body, if a form is allowed.
    public Optional<JsonSchema> formSchema() {
      return Optional.ofNullable(schemas.get("application/x-www-form-urlencoded"));
    }

    public static boolean isJson(String type) {
      String bare = type.split(";", 2)[0].strip();
      return bare.equals("application/json") || bare.endsWith("+json") || bare.equals("*/*");
    }
  }

  /// A parameter of an operation.
  ///
  /// @param example as text; empty if there is none
  public record Parameter(
      String name, Location in, boolean required, JsonSchema schema, Optional<String> example) {
    /// The location of a parameter.
    public enum Location {
      PATH,
      QUERY,
      HEADER,
      COOKIE
    }
  }

  /// A response.
  ///
  /// @param headers in lower case
  public record Response(Content content, Set<String> headers) {}
}
