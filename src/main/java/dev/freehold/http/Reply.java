package dev.freehold.http;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What goes back. Headers that every answer has (security, request id, CORS, length, date) are the server's concern.
///
/// @param headers those of this answer alone, such as `ETag` and `Location`
/// @param contentType of `body`; null where there is no body
/// @param body null for an answer without one (204, 304)
public record Reply(
    int status, List<Header> headers, @Nullable String contentType, @Nullable Buffer body) {

  public record Header(String name, String value) {}

  public Reply {
    headers = List.copyOf(headers);
  }

  public static Reply noContent() {
    return new Reply(204, List.of(), null, null);
  }

  public Reply with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, more, contentType, body);
  }
}
