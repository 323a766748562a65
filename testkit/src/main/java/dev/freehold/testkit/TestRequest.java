package dev.freehold.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request of a test. In its texts `{name}` is a variable that an earlier step saved,
/// `{ann.id}` the id of a user, and `{{` a brace.
///
/// @param path the path below the API's base, encoded as in the request line except variables
/// @param query the parameters, not encoded
/// @param body null for none; a [RawBody] for unmodified text; else JSON in the representation of
///   Vert.x
public record TestRequest(
    String method,
    String path,
    List<Map.Entry<String, String>> query,
    Map<String, String> headers,
    @Nullable Object body) {
  public TestRequest {
    query = List.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /// @param type the media type; empty for none
  public record RawBody(String type, String text) {}
}
