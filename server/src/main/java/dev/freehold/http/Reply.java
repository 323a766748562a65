package dev.freehold.http;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response. The server adds the headers that every response has: security, request id, CORS,
/// length, date.
///
/// @param headers the headers of this response only, such as `ETag` and `Location`
/// @param contentType the type of `body`; null if there is no body
/// @param body null for a response without a body (204, 304)
public record Reply(
    int status, List<Header> headers, @Nullable String contentType, @Nullable Buffer body) {

  public record Header(String name, String value) {}

  public Reply {
    headers = List.copyOf(headers);
  }

  public static Reply noContent() {
    return new Reply(204, List.of(), null, null);
  }

  public Reply withHeader(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, more, contentType, body);
  }
}
