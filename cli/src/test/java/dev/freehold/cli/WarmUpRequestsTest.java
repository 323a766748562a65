package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class WarmUpRequestsTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @Test
  void itCarriesWhatAnAnswerGaveIntoTheNextRequest() throws Exception {
    assertThat(run("/no-such-path")).isTrue();
    assertThat(requests.getFirst()).startsWith("GET / null");
    assertThat(requests).contains("PATCH /api/v1/tasks/42 Bearer a.b.c {\"completed\": true}");
    assertThat(requests).anyMatch(r -> r.endsWith("{\"refresh_token\": \"r1\"}"));
    assertThat(requests).noneMatch(r -> r.contains("$"));
  }

  @Test
  void itTellsOfARequestThatFailed() throws Exception {
    assertThat(run("/api/v1/auth/refresh")).isFalse();
  }

  /// @param failing the path that is answered with 500
  private boolean run(String failing) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    // A thread for each of the connections that load it.
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
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
          int status = exchange.getRequestURI().getPath().equals(failing) ? 500 : 200;
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      return new WarmUpRequests(base).run(Duration.ofMillis(1));
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
