package dev.freehold.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.http.Router;
import dev.freehold.http.server.HttpServer.ServerCapacity;
import dev.freehold.problem.Problem;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests many clients, each within the limits of a request, on a server with memory for three of
/// them.
class MemoryBudgetTest {
  private static final int LARGE = 8 << 20;
  private static final String JSON = "Host: x\r\nContent-Type: application/json\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<RawHttpTestClient> clients = new ArrayList<>();
  private HttpServer server = server(new ServerCapacity(100, 3000));
  private int port;

  @BeforeEach
  void start() {
    port = HttpTestServer.await(server.start());
  }

  @AfterEach
  void stop() throws IOException {
    for (RawHttpTestClient client : clients) {
      client.close();
    }
    HttpTestServer.await(server.stop(Duration.ofMillis(100)));
    HttpTestServer.await(vertx.close());
  }

  @Test
  void theSlowestBodyIsRefusedWhenMemoryIsFull() throws Exception {
    List<RawHttpTestClient> slow = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      slow.add(sendSlowlyInOrder("/length", 950));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(post("/length", 900).body()).isEqualTo("{\"success\":true,\"data\":900}");
    }
    RawHttpTestClient.Response refused = slow.getFirst().read();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.errorCode()).isEqualTo("UNAVAILABLE");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.header("Connection")).isEqualTo("close");
    assertThat(refused.body()).endsWith("\"outcome\":\"none\"}");
    assertThat(slow.getLast().send("x".repeat(50)).read().status()).isEqualTo(200);
  }

  @Test
  void anUnreadBodyIsNotBuffered() throws Exception {
    List<RawHttpTestClient> unread = new ArrayList<>();
    for (String path : List.of("/nowhere", "/ignored", "/guarded")) {
      for (int i = 0; i < 3; i++) {
        unread.add(sendSlowly(path, 950));
      }
    }
    assertThat(post("/length", 900).status()).isEqualTo(200);
    for (int i = 0; i < unread.size(); i++) {
      int status = unread.get(i).send("x".repeat(50)).read().status();
      assertThat(status).isEqualTo(i < 3 ? 404 : i < 6 ? 200 : 401);
    }
  }

  @Test
  void smallBodiesAreLimitedTo16KiB() throws Exception {
    assertThat(Route.Body.SMALL_JSON.limit(1 << 20)).isEqualTo(16_384);
    assertThat(Route.Body.SMALL_JSON.limit(1000)).isEqualTo(1000);
    assertThat(Route.Body.JSON.limit(1 << 20)).isEqualTo(1 << 20);
  }

  @Test
  void aClientThatDoesNotReadItsAnswerIsClosed() throws Exception {
    restart(new ServerCapacity(100, 3L * LARGE));
    for (int i = 0; i < 3; i++) {
      clients.add(new RawHttpTestClient(port).send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
      awaitAnswered();
    }
    for (int i = 0; i < 3; i++) {
      try (RawHttpTestClient quick = new RawHttpTestClient(port)) {
        assertThat(quick.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").read().bytes().length())
            .isEqualTo(LARGE);
      }
      awaitAnswered();
    }
    assertThat(isClosed(clients.getFirst())).isTrue();
    assertThat(clients.getLast().read().status()).isEqualTo(200);
  }

  private static boolean isClosed(RawHttpTestClient client) throws IOException {
    try {
      client.read();
      return false;
    } catch (EOFException | SocketException _) {
      return true;
    }
  }

  private void awaitAnswered() throws InterruptedException {
    assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(Event.RequestCompleted.class);
  }

  /// Sends the first `sent` bytes of a body of 1,000 bytes.
  private RawHttpTestClient sendSlowly(String path, int sent) throws IOException {
    RawHttpTestClient client = new RawHttpTestClient(port);
    clients.add(client);
    return client.send(head(path, 1000) + "x".repeat(sent));
  }

  /// The same, after the server's 100 Continue, so that the order of the clients is fixed.
  private RawHttpTestClient sendSlowlyInOrder(String path, int sent) throws IOException {
    RawHttpTestClient client = new RawHttpTestClient(port);
    clients.add(client);
    client.send(
        head(path, 1000).replace("Content-Length", "Expect: 100-continue\r\nContent-Length"));
    assertThat(client.read().status()).isEqualTo(100);
    return client.send("x".repeat(sent));
  }

  private RawHttpTestClient.Response post(String path, int length) throws IOException {
    try (RawHttpTestClient client = new RawHttpTestClient(port)) {
      return client.send(head(path, length) + "x".repeat(length)).read();
    }
  }

  private static String head(String path, int length) {
    return "POST " + path + " HTTP/1.1\r\n" + JSON + "Content-Length: " + length + "\r\n\r\n";
  }

  private void restart(ServerCapacity capacity) {
    HttpTestServer.await(server.stop(Duration.ofMillis(100)));
    server = server(capacity);
    start();
  }

  private HttpServer server(ServerCapacity capacity) {
    Reply large = ReplyEnvelope.data(200, out -> out.writeString("x".repeat(LARGE - 26)));
    Endpoint guarded =
        new Endpoint() {
          @Override
          public Future<Reply> answer(Request request) {
            throw new IllegalStateException("refused before");
          }

          @Override
          public Optional<Problem> checkHead(Request head) {
            return Optional.of(new Problem.Unauthorized());
          }
        };
    List<Route> routes =
        List.of(
            new Route(RequestMethod.POST, "/length", Route.Body.JSON, MemoryBudgetTest::length),
            new Route(RequestMethod.POST, "/ignored", Route.Body.IGNORED, MemoryBudgetTest::length),
            new Route(RequestMethod.POST, "/guarded", Route.Body.JSON, guarded),
            new Route(
                RequestMethod.GET,
                "/large",
                Route.Body.IGNORED,
                _ -> Future.succeededFuture(large)));
    return new HttpServer(
        vertx,
        HttpTestServer.settings(RequestLimits.DEFAULT),
        new Router(routes),
        events::add,
        null,
        capacity);
  }

  private static Future<Reply> length(Request request) {
    return Future.succeededFuture(
        ReplyEnvelope.data(200, out -> out.writeNumber(request.body().length())));
  }
}
