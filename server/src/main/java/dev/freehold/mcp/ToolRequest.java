package dev.freehold.mcp;

import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The request of a tool to its operation. Has the id and the client address of the HTTP request, and
/// none of its headers.
///
/// @param rowId the `{id}` of the path; empty for a path without it
record ToolRequest(
    Request outer,
    Tool tool,
    Optional<String> rowId,
    List<QueryParameter> queryParameters,
    Buffer body)
    implements Request {
  @Override
  public String id() {
    return outer.id();
  }

  @Override
  public RequestMethod method() {
    return tool.kind().method();
  }

  @Override
  public String route() {
    return tool.endpoint().path();
  }

  @Override
  public String pathParameter(String name) {
    return rowId.orElseThrow(
        () -> new IllegalArgumentException("The route has no parameter '" + name + "'"));
  }

  @Override
  public @Nullable String header(String name) {
    return null;
  }

  @Override
  public String clientAddress() {
    return outer.clientAddress();
  }
}
