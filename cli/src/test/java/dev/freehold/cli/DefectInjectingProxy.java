package dev.freehold.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/// A server with a defect: one that is sound, behind something that alters calls.
final class DefectInjectingProxy implements AutoCloseable {
  private final HttpServer server;
  private final ApiClient sound;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final UnaryOperator<ClientRequest> defect;

  DefectInjectingProxy(URI url, UnaryOperator<ClientRequest> defect) throws IOException {
    this.sound = new ApiClient(url, Duration.ofSeconds(15));
    this.defect = defect;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::forward);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      ClientRequest call =
          ClientRequest.of(exchange.getRequestMethod(), exchange.getRequestURI().toString());
      for (String name :
          new String[] {
            "Authorization", "If-Match", "If-None-Match", "Prefer", "Idempotency-Key"
          }) {
        String value = exchange.getRequestHeaders().getFirst(name);
        call = value == null ? call : call.header(name, value);
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (body.length > 0 && type != null) {
        call = call.body(type, new String(body, StandardCharsets.UTF_8));
      }
      ClientResponse answer = sound.send(defect.apply(call));
      answer
          .headers()
          .forEach(
              (name, values) -> {
                if (!name.equals("content-length") && !name.equals("transfer-encoding")) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      exchange.sendResponseHeaders(answer.status(), answer.length() == 0 ? -1 : answer.length());
      if (answer.length() > 0) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  /// Anyone who asks for a row is served as the one who asked for it first: its maker.
  static UnaryOperator<ClientRequest> rowsOfOthers() {
    Map<String, String> makers = new ConcurrentHashMap<>();
    return call -> {
      String token =
          call.headers().stream()
              .filter(h -> h.name().equals("Authorization"))
              .map(h -> h.value())
              .findFirst()
              .orElse("");
      if (call.target().endsWith("/tasks") && call.method().equals("POST")) {
        makers.put("last", token);
      }
      boolean one = call.method().equals("GET") && call.target().matches(".*/tasks/[0-9]{1,6}");
      String maker = makers.get("last");
      return one && maker != null && !token.isEmpty()
          ? call.withoutHeader("Authorization").header("Authorization", maker)
          : call;
    };
  }

  /// Texts are cut in place of being refused.
  static UnaryOperator<ClientRequest> lengthIgnored() {
    return call ->
        call.body() == null
            ? call
            : call.json(call.bodyText().replaceAll("(\"title\":\"x{200})x+\"", "$1\""));
  }

  /// A condition of a query is not looked at.
  static UnaryOperator<ClientRequest> conditionIgnored() {
    return call -> call.withTarget(call.target().replaceAll("title%5B(eq|in)%5D=[^&]*&", ""));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    sound.close();
  }
}
