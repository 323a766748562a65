package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks the exit statuses of `freehold audit` against a small server whose `/reports` forgets to
/// ask for the token.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuditCommandTest {
  private static final String DOCUMENT =
      """
      {"openapi": "3.1.0", "info": {"title": "Small", "version": "1"},
       "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
       "security": [{"bearer": []}],
       "paths": {
         "/me": {"get": {"responses": {"200": {"description": "OK"}}}},
         "/reports": {"get": {"responses": {"200": {"description": "OK"}}}},
         "/closed": {"get": {"responses": {"200": {"description": "OK"}}}}}}
      """;

  private final HttpServer server;

  AuditCommandTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", AuditCommandTest::answer);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean known = token.equals("Bearer token-of-a") || token.equals("Bearer token-of-b");
    switch (exchange.getRequestURI().getPath()) {
      case "/openapi.json" -> send(exchange, 200, DOCUMENT);
      case "/me" -> send(exchange, known ? 200 : 401, known ? "{}" : "{\"detail\": \"Who?\"}");
      case "/reports" -> send(exchange, 200, "{\"figures\": 7}");
      case "/closed" -> send(exchange, known ? 403 : 401, "{\"detail\": \"No\"}");
      default -> send(exchange, 404, "{\"detail\": \"Nothing here\"}");
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @BeforeAll
  void start() {
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop(0);
  }

  static Stream<Arguments> runs() {
    return Stream.of(
        arguments("token-of-", List.of("--only", "http.cors"), 0, "No score: "),
        arguments(
            "token-of-",
            List.of("--only", "http.cors", "--min-coverage", "67"),
            1,
            "freehold: coverage 66 % is below --min-coverage 67"),
        arguments("token-of-", List.of("--only", "http.cors", "--min-coverage", "66"), 0, "66 %"),
        arguments(
            "token-of-",
            List.of("--only", "guard.anonymous"),
            1,
            "a protected operation works without a token"),
        arguments("token-of-", List.of("--min-coverage", "101"), 2, "must be 0 to 100 percent"),
        arguments(
            "no-token-",
            List.of("--only", "http.cors"),
            2,
            "the credentials of user A open nothing: GET /me returned 401 {\"detail\": \"Who?\"}"));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void theExitStatusFollowsWhatWasAskedAndReached(
      String token, List<String> options, int status, String sentence) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    Stream<String> words =
        Stream.of(
            "audit",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "--token-a",
            token + "a",
            "--token-b",
            token + "b");
    String[] all = Stream.concat(words, options.stream()).toArray(String[]::new);
    assertThat(Main.run(out, out, all)).as("%s", text).isEqualTo(status);
    assertThat(text.toString()).contains(sentence);
  }
}
