package dev.freehold.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.event.Event;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests connections with many requests, clients that disconnect, and a server that stops.
// Line ends are part of what is tested, and a text block would hide them.
@SuppressWarnings("StringConcatToTextBlock")
class HttpConnectionTest extends HttpServerFixture {
  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send(
          "GET /slow HTTP/1.1\r\nHost: x\r\nX-Request-Id: first\r\n\r\n"
              + "GET /items/second"
              + END
              + "POST /text HTTP/1.1\r\n"
              + "Host: x\r\n"
              + "Content-Type: application/json\r\n"
              + "Content-Length: 5\r\n\r\n"
              + "thirdGET /elsewhere"
              + END
              + "GET /nothing"
              + END);
      assertThat(client.read().body()).contains("first");
      assertThat(client.read().body()).contains("second");
      assertThat(client.read().body()).contains("third");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().status()).isEqualTo(404);
    }
  }

  @Test
  void thousandsOfPipelinedRequestsDoNotOverflowTheStack() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      int count = 5000;
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      client.send(("GET /text" + END).repeat(count));
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      for (int i = 0; i < count; i++) {
        assertThat(client.read().status()).isEqualTo(200);
      }
      sender.join();
    }
  }

  /// A client that sends requests and does not read must not fill the memory with responses.
  @Test
  void aClientThatDoesNotReadIsNotServedFurther() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  client.send(("GET /huge" + END).repeat(1000));
                } catch (java.io.IOException _) {
                  // The test has ended and closed the connection.
                }
              });
      assertThat(server.countUntilQuiet()).isBetween(1, 200);
    }
  }

  @Test
  void connectionsCloseWhenTheClientAsks() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET /text HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(client.read().header("Connection")).isEqualTo("close");
      assertThat(client.isClosed()).isTrue();
    }
    try (RawHttpTestClient client = server.connect()) {
      assertThat(client.send("GET /text HTTP/1.0\r\n\r\n").read().status()).isEqualTo(200);
      assertThat(client.isClosed()).isTrue();
    }
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET /text HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.read().header("Connection")).isEqualToIgnoringCase("keep-alive");
      assertThat(client.send("GET /text HTTP/1.0\r\n\r\n").read().status()).isEqualTo(200);
    }
  }

  @Test
  void aDisconnectedClientIsCleanedUp() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET /slow" + END);
    }
    try (RawHttpTestClient client = server.connect()) {
      client.send(
          "POST /text HTTP/1.1\r\n"
              + "Host: x\r\n"
              + "Content-Type: application/json\r\n"
              + "Content-Length: 50\r\n\r\n"
              + "abc");
    }
    assertThat(server.event()).isInstanceOf(Event.RequestCompleted.class);
    assertThat(server.event()).isInstanceOf(Event.RequestCompleted.class);
    assertThat(get("/text").status()).isEqualTo(200);
  }

  @Test
  void aStopCompletesRequestsInFlight() throws Exception {
    Promise<Reply> reply = Promise.promise();
    Promise<Void> arrived = Promise.promise();
    HttpTestServer stopping =
        HttpTestServer.of(
            List.of(
                get(
                    "/wait",
                    _ -> {
                      arrived.complete();
                      return reply.future();
                    }),
                get("/text", _ -> text("x"))));
    try (RawHttpTestClient waiting = stopping.connect();
        RawHttpTestClient idle = stopping.connect()) {
      assertThat(idle.send("GET /text" + END).read().status()).isEqualTo(200);
      waiting.send("GET /wait" + END);
      HttpTestServer.await(arrived.future());
      Future<Void> stopped = stopping.server().stop(Duration.ofSeconds(10));
      assertThat(stopping.server().isStopping()).isTrue();
      assertThat(idle.isClosed()).isTrue();
      assertThatThrownBy(() -> stopping.connect().send("GET /text" + END).read())
          .isInstanceOf(java.io.IOException.class);
      reply.complete(ReplyEnvelope.data(200, out -> out.writeString("done")));
      RawHttpTestClient.Response response = waiting.read();
      assertThat(response.body()).contains("done");
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(waiting.isClosed()).isTrue();
      HttpTestServer.await(stopped);
    } finally {
      HttpTestServer.await(stopping.vertx().close());
    }
  }

  @Test
  void aStopHasATimeout() throws Exception {
    Promise<Void> arrived = Promise.promise();
    HttpTestServer stopping =
        HttpTestServer.of(
            List.of(
                get(
                    "/wait",
                    _ -> {
                      arrived.complete();
                      return Promise.<Reply>promise().future();
                    })));
    try (RawHttpTestClient client = stopping.connect()) {
      client.send("GET /wait" + END);
      HttpTestServer.await(arrived.future());
      HttpTestServer.await(stopping.server().stop(Duration.ofMillis(100)));
      assertThat(client.isClosed()).isTrue();
    } finally {
      HttpTestServer.await(stopping.vertx().close());
    }
  }
}
