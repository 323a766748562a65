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
/// @param body null for a response without a body (202, 204, 304)
/// @param stream makes the body in parts; null for a body that is there at once
public record Reply(
    int status,
    List<Header> headers,
    @Nullable String contentType,
    @Nullable Buffer body,
    @Nullable BodyStream stream) {

  public record Header(String name, String value) {}

  public Reply {
    headers = List.copyOf(headers);
  }

  public Reply(
      int status, List<Header> headers, @Nullable String contentType, @Nullable Buffer body) {
    this(status, headers, contentType, body, null);
  }

  /// 200 with a body in parts.
  public static Reply streamed(String contentType, BodyStream stream) {
    return new Reply(200, List.of(), contentType, null, stream);
  }

  public static Reply noContent() {
    return new Reply(204, List.of(), null, null);
  }

  /// For what is done later.
  public static Reply accepted() {
    return new Reply(202, List.of(), null, null);
  }

  public Reply withHeader(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, more, contentType, body, stream);
  }
}
