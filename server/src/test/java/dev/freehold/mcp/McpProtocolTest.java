package dev.freehold.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The messages of `POST /mcp`: revisions, headers, handshake, and what is no message.
final class McpProtocolTest {
  private static ApiScenario scenario;
  private static Person person;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.example("helpdesk"));
    person = scenario.person();
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static Answer post(String body, String... headers) {
    return scenario.mcp(person).http().send("POST", "/mcp", body, headers);
  }

  private static int code(Answer answer) {
    return answer.json().getJsonObject("error").getInteger("code");
  }

  @Test
  void aServerSaysWhatItSpeaks() {
    JsonObject result =
        scenario
            .mcp(person)
            .send("server/discover", new JsonObject())
            .expect(200)
            .json()
            .getJsonObject("result");
    assertThat(result.getJsonArray("supportedVersions").stream().toList())
        .containsExactly("2026-07-28", "2025-11-25", "2025-06-18");
    assertThat(result.getJsonObject("capabilities").encode()).isEqualTo("{\"tools\":{}}");
    assertThat(result.getInteger("ttlMs")).isNotNegative();
    assertThat(
            result
                .getJsonObject("_meta")
                .getJsonObject("io.modelcontextprotocol/serverInfo")
                .getString("name"))
        .isEqualTo("Help desk");
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25,2025-11-25",
    "2025-06-18,2025-06-18",
    "2024-11-05,2025-11-25",
    "2026-07-28,2025-11-25",
    "x,2025-11-25"
  })
  void aHandshakeChoosesARevisionAndNoSession(String wanted, String chosen) {
    Answer handshake =
        post(("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"initialize\",\"params\":{"
                    + "\"protocolVersion\":\"%s\",\"capabilities\":{},"
                    + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}")
                .formatted(wanted))
            .expect(200);
    JsonObject result = handshake.json().getJsonObject("result");
    assertThat(handshake.json().getString("id")).isEqualTo("a");
    assertThat(result.getString("protocolVersion")).isEqualTo(chosen);
    assertThat(result.getJsonObject("serverInfo").getString("version")).isEqualTo("1.0.0");
    assertThat(result.containsKey("resultType")).isFalse();
    assertThat(handshake.header("Mcp-Session-Id")).isEmpty();
    String[] version = {"MCP-Protocol-Version", chosen};
    Answer done =
        post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", version).expect(202);
    assertThat(done.body()).isEmpty();
    JsonObject pong = post("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}", version).json();
    assertThat(pong.encode()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
    assertThat(
            post("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\"}", version)
                .expect(200)
                .json()
                .getJsonObject("result")
                .getJsonArray("tools"))
        .isNotEmpty();
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/call\",\"params\":{\"name\":\"tags_list\"}}";
    assertThat(post(call, version).expect(200).json().getJsonObject("result").getBoolean("isError"))
        .isFalse();
    Answer unknown =
        post("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"prompts/list\"}", version).expect(200);
    assertThat(code(unknown)).isEqualTo(-32601);
  }

  @Test
  void headersThatDifferFromTheBodyAreRefused() {
    String list = McpClient.message("tools/list", new JsonObject()).encode();
    String call =
        McpClient.message("tools/call", new JsonObject().put("name", "tags_list")).encode();
    String version = "MCP-Protocol-Version";
    for (Answer answer :
        List.of(
            post(list),
            post(list, version, "2026-07-28"),
            post(list, version, "2025-11-25", "Mcp-Method", "tools/list"),
            post(list, version, "2026-07-28", "Mcp-Method", "tools/call"),
            post(list, version, "2026-07-28", "Mcp-Method", "TOOLS/LIST"),
            post(call, version, "2026-07-28", "Mcp-Method", "tools/call"),
            post(call, version, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "tags_get"),
            post(
                call, version, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "=?base64??="),
            post(call, version, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "=?base64?="),
            post(
                call,
                version,
                "2026-07-28",
                "Mcp-Method",
                "tools/call",
                "Mcp-Name",
                "=?base64?*?="))) {
      assertThat(code(answer.expect(400))).as(answer.body()).isEqualTo(-32020);
      assertThat(answer.json().getInteger("id")).isEqualTo(7);
    }
    post(
            call,
            version,
            "2026-07-28",
            "Mcp-Method",
            "tools/call",
            "Mcp-Name",
            "=?base64?dGFnc19saXN0?=")
        .expect(200);
  }

  @Test
  void anUnknownRevisionIsAnsweredWithTheKnownOnes() {
    String body =
        McpClient.message("tools/list", new JsonObject())
            .encode()
            .replace("2026-07-28", "2099-01-01");
    for (Answer answer :
        List.of(
            post(body, "MCP-Protocol-Version", "2099-01-01", "Mcp-Method", "tools/list"),
            post(
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\"}",
                "MCP-Protocol-Version",
                "2099-01-01"))) {
      assertThat(code(answer.expect(400))).isEqualTo(-32022);
      JsonObject data = answer.json().getJsonObject("error").getJsonObject("data");
      assertThat(data.getString("requested")).isEqualTo("2099-01-01");
      assertThat(data.getJsonArray("supported").stream().toList()).contains("2026-07-28");
    }
  }

  @Test
  void aRequestOfTheNewestRevisionIsWhole() {
    JsonObject message = McpClient.message("tools/list", new JsonObject());
    message
        .getJsonObject("params")
        .getJsonObject("_meta")
        .remove("io.modelcontextprotocol/clientCapabilities");
    Answer answer = scenario.mcp(person).send(message.encode(), "tools/list", null).expect(400);
    assertThat(code(answer)).isEqualTo(-32602);
    String bare = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\"}";
    assertThat(code(post(bare, "MCP-Protocol-Version", "2026-07-28").expect(400)))
        .isEqualTo(-32602);
    Answer unknown = scenario.mcp(person).send("ping", new JsonObject()).expect(404);
    assertThat(code(unknown)).isEqualTo(-32601);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|-32700",
        "{} {}|-32700",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}|-32700",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]|-32600",
        "1|-32600",
        "{}|-32600",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}|-32600"
      })
  void whatIsNoMessageIsRefused(String body, int code) {
    Answer answer = post(body).expect(400);
    assertThat(code(answer)).isEqualTo(code);
    assertThat(answer.json().containsKey("id")).isFalse();
  }

  @Test
  void aMessageIsNoDeeperAndNoLongerThanABody() {
    String deep = "[".repeat(40) + "]".repeat(40);
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"tags_list\","
            + "\"arguments\":{\"where\":%s}}}";
    assertThat(code(post(call.formatted(deep)).expect(400))).isEqualTo(-32600);
    String[] newest = {"MCP-Protocol-Version", "2025-11-25"};
    assertThat(code(post(call.formatted("1").replace("{\"where\":1}", "[]"), newest)))
        .isEqualTo(-32602);
    String many = "[" + "{\"field\":\"name\",\"op\":\"ne\",\"value\":\"x\"},".repeat(21) + "1]";
    JsonObject result = post(call.formatted(many)).expect(200).json().getJsonObject("result");
    assertThat(result.getBoolean("isError")).isTrue();
    post("\"" + "x".repeat(2 << 20) + "\"").expect(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "PUT"})
  void thereIsNoStreamAndNoSession(String method) {
    scenario.mcp(person).http().send(method, "/mcp", null).expect(405, "METHOD_NOT_ALLOWED");
  }

  @Test
  void aMessageIsJsonAndHasNoQuery() {
    String list = McpClient.message("tools/list", new JsonObject()).encode();
    post(list, "Content-Type", "text/plain").expect(415);
    scenario.mcp(person).http().post("/mcp?token=x", list).expect(400, "VALIDATION_ERROR");
  }
}
