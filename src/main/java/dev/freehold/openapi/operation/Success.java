package dev.freehold.openapi.operation;

import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer that is no failure.
///
/// @param headers beyond the request id
/// @param content null for an answer without a body
public record Success(
    int status, String description, List<Header> headers, @Nullable Content content) {
  public Success {
    headers = List.copyOf(headers);
  }

  /// One without a body.
  public Success(int status, String description, Header... headers) {
    this(status, description, List.of(headers), null);
  }

  void write(JsonObject response) throws IOException {
    response.put("description", description);
    response.object(
        "headers",
        h -> {
          Header.REQUEST_ID.write(h);
          for (Header header : headers) {
            header.write(h);
          }
        });
    if (content != null) {
      content.write(response, "anyOf");
    }
  }
}
