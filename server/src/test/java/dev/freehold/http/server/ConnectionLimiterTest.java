package dev.freehold.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.http.Router;
import dev.freehold.http.server.HttpServer.ServerCapacity;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests a server with a limit of three connections.
// Line ends are part of what is tested, and a text block would hide them.
@SuppressWarnings("StringConcatToTextBlock")
class ConnectionLimiterTest {
  private static final String END = " HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Queue<Promise<Reply>> waiting = new ConcurrentLinkedQueue<>();
  private final List<RawHttpTestClient> clients = new ArrayList<>();
  private final HttpServer server =
      new HttpServer(
          vertx,
          HttpTestServer.settings(RequestLimits.DEFAULT),
          new Router(
              List.of(
                  HttpServerFixture.get("/text", _ -> HttpServerFixture.text("x")),
                  HttpServerFixture.get("/wait", _ -> pending()),
                  new Route(
                      RequestMethod.POST,
                      "/text",
                      Route.Body.JSON,
                      _ -> HttpServerFixture.text("x")))),
          events::add,
          null,
          new ServerCapacity(3, 1 << 20));
  private int port;

  private Future<Reply> pending() {
    Promise<Reply> promise = Promise.promise();
    waiting.add(promise);
    return promise.future();
  }

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

  private RawHttpTestClient connect() throws IOException {
    RawHttpTestClient client = new RawHttpTestClient(port);
    clients.add(client);
    return client;
  }

  private RawHttpTestClient served() throws IOException {
    RawHttpTestClient client = connect();
    assertThat(client.send("GET /text" + END).read().status()).isEqualTo(200);
    return client;
  }

  @Test
  void theLongestIdleConnectionIsClosed() throws Exception {
    RawHttpTestClient first = served();
    RawHttpTestClient second = served();
    RawHttpTestClient third = served();
    // The first connection is now the most recently used.
    assertThat(first.send("GET /text" + END).read().status()).isEqualTo(200);
    RawHttpTestClient fourth = served();
    assertThat(second.isClosed()).isTrue();
    served();
    assertThat(third.isClosed()).isTrue();
    for (RawHttpTestClient still : List.of(first, fourth)) {
      assertThat(still.send("GET /text" + END).read().status()).isEqualTo(200);
    }
    assertThat(events).filteredOn(Event.OperatorWarning.class::isInstance).hasSize(1);
  }

  @Test
  void aBusyConnectionStaysAndANewOneIsClosed() throws Exception {
    for (int i = 0; i < 2; i++) {
      // A second request is pipelined, so the connection is not idle after the first response.
      connect().send("GET /text" + END + "GET /wait" + END);
      assertThat(clients.get(i).read().status()).isEqualTo(200);
    }
    RawHttpTestClient sending = connect();
    sending.send(
        "POST /text HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assertThat(sending.read().status()).isEqualTo(100);
    awaitWaiting(2);
    assertThat(connect().isClosed()).isTrue();
    waiting.forEach(one -> one.complete(ReplyEnvelope.data(200, out -> out.writeNull())));
    assertThat(sending.send("{}").read().status()).isEqualTo(200);
    for (int i = 0; i < 2; i++) {
      assertThat(clients.get(i).read().status()).isEqualTo(200);
    }
    served();
  }

  @Test
  void aSilentConnectionIsClosed() throws Exception {
    RawHttpTestClient silent = connect();
    RawHttpTestClient slow = connect().send("GET /te");
    served();
    served();
    assertThat(silent.isClosed()).isTrue();
    served();
    assertThat(slow.isClosed()).isTrue();
  }

  private void awaitWaiting(int count) throws Exception {
    dev.freehold.testing.TestDatabase.await(() -> waiting.size() == count);
  }
}
