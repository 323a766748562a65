package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.freehold.cli.WarmUpCommand.WarmUpRequests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class WarmUpRequestsTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @Test
  void itCarriesWhatAnAnswerGaveIntoTheNextRequest() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String bearer = exchange.getRequestHeaders().getFirst("Authorization");
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + bearer
                  + " "
                  + body);
          byte[] answer =
              "{\"data\":{\"id\": 42, \"access_token\":\"a.b.c\",\"refresh_token\": \"r1\"}}"
                  .getBytes(StandardCharsets.UTF_8);
          int status = exchange.getRequestURI().getPath().equals("/docs") ? 500 : 200;
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(new WarmUpRequests(base).run()).isEqualTo(WarmUpRequests.requestCount() - 1);
    } finally {
      server.stop(0);
    }
    assertThat(requests).hasSize(WarmUpRequests.requestCount());
    assertThat(requests.getFirst()).startsWith("GET / null");
    assertThat(requests).contains("PATCH /api/v1/tasks/42 Bearer a.b.c {\"completed\": true}");
    assertThat(requests).anyMatch(r -> r.endsWith("{\"refresh_token\": \"r1\"}"));
    assertThat(requests).noneMatch(r -> r.contains("$"));
  }
}
