package dev.freehold.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests limits of size and time, each small enough to reach.
class RequestLimitsTest {
  private static final String HOST = "Host: x\r\n";
  private static final String JSON = HOST + "Content-Type: application/json\r\n";

  private static HttpTestServer server;

  @BeforeAll
  static void start() {
    RequestLimits limits =
        new RequestLimits(
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(1500),
            1000,
            2000,
            500);
    server =
        HttpTestServer.with(
            HttpTestServer.settings(limits),
            List.of(
                new Route(
                    RequestMethod.POST,
                    "/length",
                    Route.Body.JSON,
                    request ->
                        Future.succeededFuture(
                            ReplyEnvelope.data(
                                200, out -> out.writeNumber(request.body().length())))),
                new Route(
                    RequestMethod.GET,
                    "/never",
                    Route.Body.IGNORED,
                    _ -> Promise.<dev.freehold.http.Reply>promise().future()),
                new Route(
                    RequestMethod.POST,
                    "/never",
                    Route.Body.IGNORED,
                    _ -> Promise.<dev.freehold.http.Reply>promise().future())));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aBodyUpToTheLimitIsRead() throws Exception {
    RawHttpTestClient.Response response =
        server.send(
            "POST /length HTTP/1.1\r\n" + JSON + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000));
    assertThat(response.body()).isEqualTo("{\"success\":true,\"data\":1000}");
  }

  @Test
  void aLengthOverTheLimitIsRefusedBeforeTheBody() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("POST /length HTTP/1.1\r\n" + JSON + "Content-Length: 1001\r\n\r\n");
      assertRefused(client, 413, "PAYLOAD_TOO_LARGE");
    }
    try (RawHttpTestClient client = server.connect()) {
      client.send(
          "POST /length HTTP/1.1\r\n" + JSON + "Content-Length: 9223372036854775807\r\n\r\n");
      assertRefused(client, 413, "PAYLOAD_TOO_LARGE");
    }
  }

  @Test
  void aClientThatKeepsSendingGetsItsAnswer() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("POST /length HTTP/1.1\r\n" + JSON + "Content-Length: 3000000\r\n\r\n");
      client.send("x".repeat(3_000_000));
      assertRefused(client, 413, "PAYLOAD_TOO_LARGE");
    }
  }

  @Test
  void chunksOverTheLimitAreRefused() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("POST /length HTTP/1.1\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n");
      client.send("1f4\r\n" + "x".repeat(500) + "\r\n1f5\r\n" + "x".repeat(501) + "\r\n0\r\n\r\n");
      assertRefused(client, 413, "PAYLOAD_TOO_LARGE");
    }
  }

  @Test
  void anAddressOverTheLimit() throws Exception {
    assertThat(server.send("GET /" + "a".repeat(499) + " HTTP/1.1\r\n" + HOST + "\r\n").status())
        .isEqualTo(404);
    RawHttpTestClient.Response response =
        server.send("GET /" + "a".repeat(500) + " HTTP/1.1\r\n" + HOST + "\r\n");
    assertThat(response.status()).isEqualTo(414);
    assertThat(response.errorCode()).isEqualTo("URI_TOO_LONG");
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET /" + "a".repeat(5000) + " HTTP/1.1\r\n" + HOST + "\r\n");
      assertRefused(client, 414, "URI_TOO_LONG");
    }
  }

  @Test
  void headersOverTheLimit() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\n" + HOST + "A: " + "a".repeat(2100) + "\r\n\r\n");
      assertRefused(client, 431, "HEADERS_TOO_LARGE");
    }
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\n" + HOST + "A: b\r\n".repeat(600) + "\r\n");
      assertRefused(client, 431, "HEADERS_TOO_LARGE");
    }
  }

  @Test
  void aHeadThatDoesNotEnd() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n");
      assertRefused(client, 408, "REQUEST_TIMEOUT");
    }
  }

  @Test
  void aSecondHeadThatDoesNotEnd() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /").read().status())
          .isEqualTo(404);
      assertRefused(client, 408, "REQUEST_TIMEOUT");
    }
  }

  @Test
  void aBodyThatDoesNotEnd() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("POST /length HTTP/1.1\r\n" + JSON + "Content-Length: 10\r\n\r\nabc");
      assertRefused(client, 408, "REQUEST_TIMEOUT");
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      assertThat(client.isClosed()).isTrue();
    }
    try (RawHttpTestClient client = server.connect()) {
      assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").read().status()).isEqualTo(404);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void anEndpointThatDoesNotAnswerIs503() throws Exception {
    server.clearEvents();
    try (RawHttpTestClient client = server.connect()) {
      RawHttpTestClient.Response read =
          client.send("GET /never HTTP/1.1\r\n" + HOST + "\r\n").read();
      assertThat(read.status()).isEqualTo(503);
      assertThat(read.errorCode()).isEqualTo("UNAVAILABLE");
      assertThat(read.header("Retry-After")).isEqualTo("1");
      assertThat(read.body()).doesNotContain("outcome");
      RawHttpTestClient.Response written =
          client.send("POST /never HTTP/1.1\r\n" + HOST + "\r\n").read();
      assertThat(written.status()).isEqualTo(503);
      assertThat(written.body()).endsWith("\"outcome\":\"unknown\"}");
    }
    assertThat(server.event())
        .isInstanceOfSatisfying(
            Event.RequestCompleted.class,
            e -> {
              assertThat(e.route()).isEqualTo("/never");
              assertThat(e.micros()).isGreaterThan(290_000);
            });
  }

  private static void assertRefused(RawHttpTestClient client, int status, String code)
      throws Exception {
    RawHttpTestClient.Response response = client.read();
    assertThat(response.status()).as(response.body()).isEqualTo(status);
    assertThat(response.errorCode()).isEqualTo(code);
    assertThat(response.header("Connection")).isEqualTo("close");
    assertThat(client.isClosed()).isTrue();
  }
}
