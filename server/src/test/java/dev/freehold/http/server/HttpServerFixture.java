package dev.freehold.http.server;

import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.http.server.HttpServer.ServerSettings;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// A server on a real socket with a route for each kind of outcome.
abstract class HttpServerFixture {
  static final String END = " HTTP/1.1\r\nHost: x\r\n\r\n";
  static final String LONG = "abcdefgh ".repeat(400);

  static HttpTestServer server;

  @BeforeAll
  static void start() {
    server =
        HttpTestServer.with(
            new ServerSettings(
                "127.0.0.1",
                0,
                2,
                RequestLimits.DEFAULT,
                Set.of("http://localhost:3000"),
                List.of("127.0.0.0/8"),
                true),
            routes());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.clearEvents();
  }

  static List<Route> routes() {
    return List.of(
        get("/text", _ -> text("short")),
        get("/long", _ -> text(LONG)),
        get("/huge", _ -> text("x".repeat(200_000))),
        get("/tagged", _ -> text(LONG).map(reply -> reply.withHeader("ETag", "\"1\""))),
        get("/items/{id}", request -> text(request.pathParameter("id"))),
        get("/query", request -> text(request.queryParameters().toString())),
        get("/peer", request -> text(request.clientAddress())),
        get("/header", _ -> text("x").map(r -> r.withHeader("X-Frame-Options", "SAMEORIGIN"))),
        get(
            "/split",
            _ -> text("x").map(reply -> reply.withHeader("Location", "/a\r\nSet-Cookie: a=b"))),
        get(
            "/throw",
            _ -> {
              throw new IllegalStateException("a secret");
            }),
        get("/fail", _ -> Future.failedFuture(new IllegalStateException("a secret"))),
        get("/null", _ -> Future.succeededFuture()),
        get("/expired", _ -> Future.failedFuture(new Problem.TokenExpired().toException())),
        get("/unauthorized", _ -> Future.failedFuture(new Problem.Unauthorized().toException())),
        get("/limited", _ -> Future.failedFuture(new Problem.RateLimited(7).toException())),
        get(
            "/slow",
            request -> {
              Promise<Reply> promise = Promise.promise();
              server
                  .vertx()
                  .setTimer(
                      100,
                      _ ->
                          promise.complete(
                              ReplyEnvelope.data(200, out -> out.writeString(request.id()))));
              return promise.future();
            }),
        get(
            "/elsewhere",
            _ -> {
              Promise<Reply> promise = Promise.promise();
              Thread.ofPlatform()
                  .start(() -> promise.complete(ReplyEnvelope.data(200, out -> out.writeNull())));
              return promise.future();
            }),
        new Route(
            RequestMethod.POST,
            "/text",
            Route.Body.JSON,
            request -> text(request.body().toString())),
        new Route(
            RequestMethod.DELETE,
            "/text",
            Route.Body.IGNORED,
            _ -> Future.succeededFuture(Reply.noContent())),
        new Route(
            RequestMethod.POST,
            "/throw",
            Route.Body.IGNORED,
            _ -> {
              throw new StackOverflowError();
            }),
        new Route(
            RequestMethod.POST,
            "/surrogate",
            Route.Body.IGNORED,
            _ ->
                Future.failedFuture(
                    Problem.Invalid.of("\ud800", ViolationCode.UNKNOWN, "No \udc00.")
                        .toException())));
  }

  static Route get(String path, Endpoint endpoint) {
    return new Route(RequestMethod.GET, path, Route.Body.IGNORED, endpoint);
  }

  static Future<Reply> text(String text) {
    return Future.succeededFuture(ReplyEnvelope.data(200, out -> out.writeString(text)));
  }

  static RawHttpTestClient.Response get(String path, String... headers) throws Exception {
    return request("GET", path, headers);
  }

  static RawHttpTestClient.Response request(String method, String path, String... headers)
      throws Exception {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    try (RawHttpTestClient client = server.connect()) {
      return client.send(request + "\r\n").read(method.equals("HEAD"));
    }
  }
}
