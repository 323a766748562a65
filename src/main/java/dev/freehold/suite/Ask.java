package dev.freehold.suite;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request. In each text `{name}` stands for what an earlier step saved, `{ann.id}` for a person's id, and `{{` for a brace.
///
/// @param path below the API's base, as it stands in the request line but for names
/// @param query parameters, not yet encoded
/// @param body null for none; [Raw] for text that is sent as it is; otherwise JSON as Vert.x holds it
public record Ask(
    String method,
    String path,
    List<Map.Entry<String, String>> query,
    Map<String, String> headers,
    @Nullable Object body) {
  public Ask {
    query = List.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /// @param type the media type; empty for none
  public record Raw(String type, String text) {}
}
