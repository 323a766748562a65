package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `POST /mcp` of the whole server: how it is configured, and what stands before it.
final class AppMcpTest {
  private static McpClient tools(RunningApp running, SignedUpUser person) {
    return new McpClient(running.client("", "Bearer " + person.accessToken()));
  }

  private static int status(RunningApp running, SignedUpUser person, String host, String... headers)
      throws IOException {
    String body = McpClient.message("tools/list", new JsonObject()).encode();
    StringBuilder request =
        new StringBuilder("POST /mcp HTTP/1.1\r\nHost: ")
            .append(host)
            .append("\r\nAuthorization: Bearer ")
            .append(person.accessToken())
            .append("\r\nContent-Type: application/json\r\nMCP-Protocol-Version: ")
            .append(McpClient.REVISION)
            .append("\r\nMcp-Method: tools/list\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    try (RawHttpTestClient client = new RawHttpTestClient(running.port())) {
      return client.send(request.toString()).read().status();
    }
  }

  @Test
  void aHostNameOfAnotherSiteIsRefused() throws IOException {
    try (RunningApp running = RunningApp.of(RunningApp.example("tasks"))) {
      SignedUpUser person = running.person();
      String own = "localhost:" + running.port();
      for (String host : List.of(own, "127.0.0.1:" + running.port(), "[::1]", "LOCALHOST")) {
        assertThat(status(running, person, host)).as(host).isEqualTo(200);
      }
      for (String host : List.of("evil.example", "localhost.evil.example", "127.0.0.2", "[::2]")) {
        assertThat(status(running, person, host)).as(host).isEqualTo(403);
      }
      for (String origin :
          List.of("http://localhost:3000", "http://" + own, "http://127.0.0.1:" + running.port())) {
        assertThat(status(running, person, own, "Origin: " + origin)).as(origin).isEqualTo(200);
      }
      for (String origin : List.of("http://evil.example:" + running.port(), "https://" + own)) {
        assertThat(status(running, person, own, "Origin: " + origin)).as(origin).isEqualTo(403);
      }
    }
  }

  @Test
  void thePublicAddressIsAnOriginOfItsOwn() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (RunningApp running =
        RunningApp.of(
            RunningApp.example("tasks"),
            "PORT",
            Integer.toString(port),
            "PUBLIC_URL",
            "http://Api.Example.com:" + port + "/tasks")) {
      SignedUpUser person = running.person();
      String host = "10.0.0.7:8000";
      String allowed = "Origin: http://api.example.com:" + port;
      assertThat(status(running, person, host)).isEqualTo(200);
      assertThat(status(running, person, host, allowed)).isEqualTo(200);
      for (String origin :
          List.of("http://api.example.com", "http://10.0.0.7:8000", "http://localhost:" + port)) {
        assertThat(status(running, person, host, "Origin: " + origin)).as(origin).isEqualTo(403);
      }
    }
  }

  @Test
  void itCanBeTurnedOff() {
    try (RunningApp running = RunningApp.of(RunningApp.example("tasks"), "MCP", "off")) {
      tools(running, running.person())
          .send("tools/list", new JsonObject())
          .expect(404, "NOT_FOUND");
    }
  }

  @Test
  void aSignedOutPersonHasNoTools() {
    try (RunningApp running = RunningApp.of(RunningApp.example("tasks"))) {
      SignedUpUser person = running.person();
      McpClient tools = tools(running, person);
      assertThat(tools.call("tasks_create", "{\"title\":\"one\"}").getString("title"))
          .isEqualTo("one");
      person.client().send("POST", "/auth/logout", null).expect(204);
      tools.send("tools/list", new JsonObject()).expect(401, "INVALID_TOKEN");
    }
  }
}
