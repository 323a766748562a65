package dev.freehold.mcp;

import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request or a notification of a client (JSON-RPC 2.0).
///
/// @param id a string or an integer; null for a notification
/// @param params empty if there are none
public record JsonRpcMessage(@Nullable JsonText id, String method, Map<String, JsonText> params) {

  /// @throws JsonRpcException if the body is no message
  public static JsonRpcMessage read(byte[] body) {
    JsonText whole;
    try {
      whole = JsonText.read(body);
    } catch (ProblemException e) {
      throw e.problem() instanceof Problem.MalformedJson malformed
          ? JsonRpcException.unreadable(malformed.message())
          : JsonRpcException.invalidRequest(e.problem().message());
    }
    if (!whole.isObject()) {
      throw JsonRpcException.invalidRequest("The body must be one message of JSON-RPC, an object.");
    }
    Map<String, JsonText> members = whole.members();
    if (!"2.0".equals(string(members, "jsonrpc"))) {
      throw JsonRpcException.invalidRequest("'jsonrpc' must be \"2.0\".");
    }
    String method = string(members, "method");
    if (method == null) {
      throw JsonRpcException.invalidRequest(
          "'method' must be a string; this server takes no responses.");
    }
    JsonText id = members.get("id");
    if (id != null
        && id.first() != JsonToken.VALUE_STRING
        && id.first() != JsonToken.VALUE_NUMBER_INT) {
      throw JsonRpcException.invalidRequest("'id' must be a string or an integer.");
    }
    JsonText params = members.get("params");
    if (params != null && !params.isObject()) {
      throw JsonRpcException.invalidRequest("'params' must be an object.");
    }
    return new JsonRpcMessage(id, method, params == null ? Map.of() : params.members());
  }

  public boolean isNotification() {
    return id == null;
  }

  /// A parameter that is a string; null for none and for any other value.
  public @Nullable String parameter(String name) {
    return string(params, name);
  }

  static @Nullable String string(Map<String, JsonText> members, String name) {
    JsonText value = members.get(name);
    return value == null ? null : value.string().orElse(null);
  }
}
