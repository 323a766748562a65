package dev.freehold.audit.vulnerable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A proxy in front of [VulnerableApi] that misbehaves: it answers some requests itself, or not at
/// all.
public final class FrailServer implements AutoCloseable {
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

  /// Decides about a request before it is forwarded.
  @FunctionalInterface
  public interface Misbehavior {
    /// @param number from 1
    Reaction react(Call call, int number);
  }

  /// A request, as a misbehavior sees it.
  ///
  /// @param token the header `Authorization`; null for an anonymous client
  public record Call(String method, String path, @Nullable String token, String body) {
    public String line() {
      return method + " " + path;
    }
  }

  /// What the proxy does with a request.
  public sealed interface Reaction {
    Reaction FORWARD = new Forward();
    Reaction HANG = new Hang();
    Reaction CLOSE = new Close();

    record Forward() implements Reaction {}

    record Hang() implements Reaction {}

    record Close() implements Reaction {}

    record Answer(int status, String header, String value, String body) implements Reaction {
      public static Answer json(int status, String body) {
        return new Answer(status, "Content-Type", "application/json", body);
      }
    }
  }

  private final VulnerableApi api = new VulnerableApi();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Misbehavior misbehavior;
  private final Consumer<JsonObject> paths;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /// @param paths changes the paths of the description
  public FrailServer(Consumer<JsonObject> paths, Misbehavior misbehavior) throws IOException {
    this.misbehavior = misbehavior;
    this.paths = paths;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public FrailServer(Misbehavior misbehavior) throws IOException {
    this(_ -> {}, misbehavior);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// The requests so far.
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Call call =
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            exchange.getRequestHeaders().getFirst("Authorization"),
            new String(body, StandardCharsets.UTF_8));
    calls.add(call);
    switch (misbehavior.react(call, calls.size())) {
      case Reaction.Forward _ -> forward(exchange, body);
      case Reaction.Answer(int status, String header, String value, String text) -> {
        exchange.getResponseHeaders().add(header, value);
        send(exchange, status, text.getBytes(StandardCharsets.UTF_8));
      }
      case Reaction.Close _ -> exchange.close();
      case Reaction.Hang _ -> {
        // The client waits until its deadline; the exchange ends with the server.
      }
    }
  }

  private void forward(HttpExchange exchange, byte[] body) throws IOException {
    URI target = URI.create(api.url() + exchange.getRequestURI());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    try {
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                  values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
              });
      send(exchange, answer.statusCode(), changed(exchange, answer.body()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  private byte[] changed(HttpExchange exchange, byte[] body) {
    if (!exchange.getRequestURI().getPath().equals("/openapi.json")) {
      return body;
    }
    JsonObject document = new JsonObject(new String(body, StandardCharsets.UTF_8));
    paths.accept(document.getJsonObject("paths"));
    return document.encode().getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
    api.close();
  }
}
