package dev.freehold.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import dev.freehold.http.BodyStream;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests bodies in parts on a real socket.
class StreamedBodyTest {
  private static final int PART = 64 << 10;

  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final Promise<Reply> late = Promise.promise();
  private HttpTestServer server;

  @BeforeEach
  void start() {
    server =
        HttpTestServer.with(
            HttpTestServer.settings(
                new RequestLimits(
                    Duration.ofMillis(500),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(60),
                    1 << 20,
                    16 << 10,
                    8 << 10)),
            List.of(
                route("/parts", () -> parts(20, false)),
                route("/fails", () -> parts(3, true)),
                route("/endless", () -> parts(Integer.MAX_VALUE, false)),
                route(
                    "/stalls",
                    () ->
                        new Counted() {
                          @Override
                          public Future<Optional<Buffer>> next() {
                            return Promise.<Optional<Buffer>>promise().future();
                          }
                        }),
                new Route(RequestMethod.GET, "/late", Route.Body.IGNORED, _ -> late.future()),
                new Route(
                    RequestMethod.GET,
                    "/after",
                    Route.Body.IGNORED,
                    _ ->
                        Future.succeededFuture(
                            ReplyEnvelope.data(200, out -> out.writeString("after"))))));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private abstract class Counted implements BodyStream {
    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private interface Source {
    BodyStream open();
  }

  private static Route route(String path, Source source) {
    return new Route(
        RequestMethod.GET,
        path,
        Route.Body.IGNORED,
        _ -> Future.succeededFuture(Reply.streamed("application/x-ndjson", source.open())));
  }

  private BodyStream parts(int count, boolean fails) {
    return new Counted() {
      private int next;

      @Override
      public Future<Optional<Buffer>> next() {
        if (next == count) {
          return fails
              ? Future.failedFuture(new IllegalStateException("a secret"))
              : Future.succeededFuture(Optional.empty());
        }
        made.incrementAndGet();
        return Future.succeededFuture(
            Optional.of(Buffer.buffer((next++ + "\n") + "x".repeat(PART))));
      }
    };
  }

  private HttpResponse<String> get(HttpClient http, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// What the server sends until it closes the connection.
  private static String rest(RawHttpTestClient client) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = client.readByte(); b >= 0; b = client.readByte()) {
      text.append((char) b);
    }
    return text.toString();
  }

  @Test
  void thePartsAreTheBodyAndTheConnectionGoesOn() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> whole = get(http, "/parts");
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(whole.headers().firstValue("Content-Type")).contains("application/x-ndjson");
      assertThat(whole.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(whole.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(whole.body()).hasSize(20 * PART + 10 * 2 + 10 * 3);
      assertThat(whole.body()).startsWith("0\n").contains("x19\n");
    }
    try (RawHttpTestClient client = server.connect()) {
      client.send("HEAD /parts" + HttpServerFixture.END + "GET /after" + HttpServerFixture.END);
      assertThat(client.read(true).status()).isEqualTo(200);
      assertThat(client.read().body()).contains("after");
    }
    TestDatabase.await(() -> closed.get() == 2);
    assertThat(made).hasValue(20);
  }

  /// The client must not take a part of the body for all of it.
  @Test
  void aBodyThatFailsEndsWithoutItsEnd() throws Exception {
    try (RawHttpTestClient fails = server.connect();
        RawHttpTestClient stalls = server.connect()) {
      fails.send("GET /fails" + HttpServerFixture.END);
      assertThat(fails.read(true).header("Transfer-Encoding")).isEqualTo("chunked");
      assertThat(rest(fails)).endsWith("x\r\n").hasSizeGreaterThan(3 * PART);
      stalls.send("GET /stalls" + HttpServerFixture.END);
      assertThat(stalls.isClosed()).isTrue();
    }
    TestDatabase.await(() -> closed.get() == 2);
    assertThat(List.of(server.event(), server.event()))
        .anySatisfy(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        Event.RequestFailed.class,
                        failed -> assertThat(failed.route()).isEqualTo("/fails")));
  }

  /// Parts are made as fast as the client takes them, and not for one that takes none.
  @Test
  void aClientThatDoesNotReadEndsTheBody() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET /endless" + HttpServerFixture.END);
      TestDatabase.await(() -> closed.get() == 1);
      int parts = made.get();
      // What the sockets of both ends hold, at most some megabytes.
      assertThat(parts).isBetween(1, 400);
      assertThat(server.send("GET /after" + HttpServerFixture.END).status()).isEqualTo(200);
      assertThat(made).hasValue(parts);
    }
  }

  /// What the body holds, such as the place of an export, is free although nobody sends it.
  @Test
  void aBodyThatIsReadyAfterTheDeadlineIsClosed() throws Exception {
    assertThat(server.send("GET /late" + HttpServerFixture.END).status()).isEqualTo(503);
    assertThat(closed).hasValue(0);
    late.complete(Reply.streamed("application/x-ndjson", parts(3, false)));
    TestDatabase.await(() -> closed.get() == 1);
    assertThat(made).hasValue(0);
    assertThat(server.send("GET /after" + HttpServerFixture.END).status()).isEqualTo(200);
  }

  @Test
  void aClientThatLeavesEndsTheBody() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET /endless" + HttpServerFixture.END);
      TestDatabase.await(() -> made.get() > 2);
    }
    TestDatabase.await(() -> closed.get() == 1);
    int parts = made.get();
    assertThat(server.send("GET /after" + HttpServerFixture.END).status()).isEqualTo(200);
    assertThat(made).hasValue(parts);
  }

  /// HTTP/1.0 has no chunks: the end of the connection is the end of the body.
  @Test
  void aClientOfHttp10ReadsToTheEndOfTheConnection() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      client.send("GET /parts HTTP/1.0\r\nHost: x\r\n\r\n");
      RawHttpTestClient.Response head = client.read(true);
      assertThat(head.header("Transfer-Encoding")).isNull();
      assertThat(head.header("Connection")).isEqualTo("close");
      assertThat(rest(client)).hasSize(20 * PART + 10 * 2 + 10 * 3);
    }
  }
}
