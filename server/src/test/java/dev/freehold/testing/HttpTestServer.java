package dev.freehold.testing;

import dev.freehold.event.Event;
import dev.freehold.http.Route;
import dev.freehold.http.Router;
import dev.freehold.http.server.HttpServer;
import dev.freehold.http.server.HttpServer.ServerSettings;
import dev.freehold.http.server.RequestLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server on a loopback port with the routes of a test.
public final class HttpTestServer implements AutoCloseable {
  private final Vertx vertx;
  private final HttpServer server;
  private final int port;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private HttpTestServer(Vertx vertx, ServerSettings settings, List<Route> routes) {
    this.vertx = vertx;
    vertx.exceptionHandler(cause -> events.add(new Event.UncaughtFailure("test", cause)));
    server = new HttpServer(vertx, settings, new Router(routes), events::add);
    port = await(server.start());
  }

  public static HttpTestServer of(List<Route> routes) {
    return with(settings(RequestLimits.DEFAULT), routes);
  }

  public static HttpTestServer with(ServerSettings settings, List<Route> routes) {
    return new HttpTestServer(Vertx.vertx(), settings, routes);
  }

  /// A server on the Vert.x instance of the routes; it is closed with the server.
  public static HttpTestServer on(Vertx vertx, List<Route> routes) {
    return new HttpTestServer(vertx, settings(RequestLimits.DEFAULT), routes);
  }

  /// One event loop, no allowed origin, no trusted proxy.
  public static ServerSettings settings(RequestLimits limits) {
    return new ServerSettings("127.0.0.1", 0, 1, limits, Set.of(), List.of(), false);
  }

  public int port() {
    return port;
  }

  public Vertx vertx() {
    return vertx;
  }

  public HttpServer server() {
    return server;
  }

  public RawHttpTestClient connect() throws IOException {
    return new RawHttpTestClient(port);
  }

  /// Sends one request on a new connection and reads the response.
  public RawHttpTestClient.Response send(String request) throws IOException {
    try (RawHttpTestClient client = connect()) {
      return client.send(request).read();
    }
  }

  /// The next event, in order of arrival.
  public Event event() throws Exception {
    Event event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("No event came");
    }
    return event;
  }

  /// The number of events until no event arrives for a while.
  public int countUntilQuiet() throws InterruptedException {
    int count = 0;
    while (events.poll(500, TimeUnit.MILLISECONDS) != null) {
      count++;
    }
    return count;
  }

  /// Discards all events so far.
  public void clearEvents() {
    events.clear();
  }

  public boolean isQuiet() {
    return events.isEmpty();
  }

  /// The value of a future that must succeed within a time limit.
  public static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    await(server.stop(Duration.ofMillis(200)));
    await(vertx.close());
  }
}
