package dev.freehold.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request of a test. In its texts `{name}` is a variable that an earlier step saved,
/// `{ann.id}` the id of a user, and `{{` a brace.
///
/// @param path below the API's base, as it stands in the request line but for names
/// @param query parameters, not yet encoded
/// @param body null for none; [Raw] for text that is sent as it is; otherwise JSON as Vert.x holds it
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
