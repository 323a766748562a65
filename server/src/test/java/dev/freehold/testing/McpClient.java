package dev.freehold.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ScenarioClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client of `POST /mcp` that speaks the newest revision.
///
/// @param http relative to the address of the server
public record McpClient(ScenarioClient http) {
  public static final String REVISION = "2026-07-28";

  /// A message with all that the revision asks for.
  public static JsonObject message(String method, JsonObject params) {
    JsonObject meta =
        new JsonObject()
            .put("io.modelcontextprotocol/protocolVersion", REVISION)
            .put("io.modelcontextprotocol/clientInfo", new JsonObject().put("name", "test"))
            .put("io.modelcontextprotocol/clientCapabilities", new JsonObject());
    return new JsonObject()
        .put("jsonrpc", "2.0")
        .put("id", 7)
        .put("method", method)
        .put("params", params.copy().put("_meta", meta));
  }

  public Answer send(String method, JsonObject params) {
    return send(message(method, params).encode(), method, params.getString("name"));
  }

  /// @param name the value of `Mcp-Name`; null for none
  public Answer send(String body, String method, @Nullable String name, String... more) {
    List<String> headers =
        new ArrayList<>(List.of("MCP-Protocol-Version", REVISION, "Mcp-Method", method));
    if (name != null) {
      headers.addAll(List.of("Mcp-Name", name));
    }
    headers.addAll(List.of(more));
    return http.send("POST", "/mcp", body, headers.toArray(String[]::new));
  }

  /// The definitions of all tools.
  public List<JsonObject> tools() {
    List<JsonObject> tools = new ArrayList<>();
    JsonObject params = new JsonObject();
    while (true) {
      JsonObject result = send("tools/list", params).expect(200).json().getJsonObject("result");
      result.getJsonArray("tools").forEach(tool -> tools.add((JsonObject) tool));
      String next = result.getString("nextCursor");
      if (next == null) {
        return tools;
      }
      params = new JsonObject().put("cursor", next);
    }
  }

  public List<String> names() {
    return tools().stream().map(tool -> tool.getString("name")).toList();
  }

  public JsonObject tool(String name) {
    return tools().stream()
        .filter(tool -> tool.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// The properties of the arguments of a tool.
  public JsonObject properties(String name) {
    return tool(name).getJsonObject("inputSchema").getJsonObject("properties");
  }

  /// The JSON-RPC answer to a call.
  public JsonObject answer(String tool, JsonObject arguments) {
    return send("tools/call", new JsonObject().put("name", tool).put("arguments", arguments))
        .expect(200)
        .json();
  }

  /// The structured result of a call that succeeds.
  public JsonObject call(String tool, String arguments) {
    JsonObject result = answer(tool, new JsonObject(arguments)).getJsonObject("result");
    assertThat(result.getBoolean("isError")).as(result.encode()).isFalse();
    JsonObject structured = result.getJsonObject("structuredContent");
    assertThat(new JsonObject(text(result))).isEqualTo(structured);
    return structured;
  }

  /// The error of a call that is refused, as `CODE field code`.
  public String refusal(String tool, String arguments) {
    JsonObject result = answer(tool, new JsonObject(arguments)).getJsonObject("result");
    assertThat(result.getBoolean("isError")).as(result.encode()).isTrue();
    JsonObject error = result.getJsonObject("structuredContent").getJsonObject("error");
    assertThat(text(result)).startsWith(error.getString("code") + ": ");
    StringBuilder refusal = new StringBuilder(error.getString("code"));
    for (Object detail : error.getJsonArray("details", new JsonArray())) {
      JsonObject violation = (JsonObject) detail;
      refusal
          .append(' ')
          .append(violation.getString("field"))
          .append(' ')
          .append(violation.getString("code"));
    }
    return refusal.toString();
  }

  private static String text(JsonObject result) {
    return result.getJsonArray("content").getJsonObject(0).getString("text");
  }
}
