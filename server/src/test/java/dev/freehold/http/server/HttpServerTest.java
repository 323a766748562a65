package dev.freehold.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.event.Event;
import dev.freehold.http.Router;
import dev.freehold.http.server.HttpServer.ServerSettings;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests responses on a real socket.
// Line ends are part of what is tested, and a text block would hide them.
@SuppressWarnings("StringConcatToTextBlock")
class HttpServerTest extends HttpServerFixture {
  @Test
  void everyAnswerHasTheCommonHeaders() throws Exception {
    for (RawHttpTestClient.Response response :
        List.of(get("/text"), get("/nothing"), get("/throw"))) {
      assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(response.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(response.header("Content-Security-Policy"))
          .isEqualTo("default-src 'none'; frame-ancestors 'none'");
      assertThat(response.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(response.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
      assertThat(response.header("Cache-Control")).isEqualTo("no-store");
      assertThat(response.header("Content-Type")).isEqualTo("application/json");
      assertThat(response.header("Date")).endsWith(" GMT");
      assertThat(response.header("Vary")).isEqualTo("Origin");
      assertThat(response.header("X-Request-Id")).matches("[A-Za-z0-9_-]{22}");
      assertThat(response.header("Server")).isNull();
      assertThat(response.header("Access-Control-Allow-Origin")).isNull();
    }
    assertThat(get("/header").header("X-Frame-Options")).isEqualTo("SAMEORIGIN");
  }

  @Test
  void aValidRequestIdIsKept() throws Exception {
    assertThat(get("/nothing", "X-Request-Id: a.B-9_").header("X-Request-Id")).isEqualTo("a.B-9_");
    assertThat(get("/nothing", "X-Request-Id: a.B-9_").body()).contains("\"requestId\":\"a.B-9_\"");
    for (String bad : List.of("a b", "", "a\"b", "\u00e9", "a".repeat(65))) {
      assertThat(get("/text", "X-Request-Id: " + bad).header("X-Request-Id"))
          .matches("[A-Za-z0-9_-]{22}");
    }
  }

  @Test
  void headIsGetWithoutTheBody() throws Exception {
    RawHttpTestClient.Response get = get("/text");
    RawHttpTestClient.Response head = request("HEAD", "/text");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    try (RawHttpTestClient client = server.connect()) {
      client.send("HEAD /nothing" + END + "GET /text" + END);
      assertThat(client.read(true).status()).isEqualTo(404);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void longAnswersAreCompressedIfAccepted() throws Exception {
    RawHttpTestClient.Response small = get("/long", "Accept-Encoding: br, gzip;q=0.5");
    assertThat(small.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(small.header("Vary")).isEqualTo("Origin, Accept-Encoding");
    assertThat(small.bytes().length()).isLessThan(500);
    assertThat(small.gunzipped()).isEqualTo(get("/long").body());
    assertThat(get("/long").header("Content-Encoding")).isNull();
    assertThat(get("/long").header("Vary")).isEqualTo("Origin, Accept-Encoding");
    for (String refused : List.of("gzip;q=0", "gzip; q=0.000", "br", "xgzip")) {
      assertThat(get("/long", "Accept-Encoding: " + refused).header("Content-Encoding")).isNull();
    }
    assertThat(get("/text", "Accept-Encoding: gzip").header("Content-Encoding")).isNull();
    assertThat(get("/tagged", "Accept-Encoding: gzip").header("Content-Encoding")).isNull();
  }

  @Test
  void onlyAListedOriginIsAllowed() throws Exception {
    RawHttpTestClient.Response listed = get("/text", "Origin: http://localhost:3000");
    assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
    assertThat(listed.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(listed.header("Access-Control-Expose-Headers"))
        .isEqualTo(
            "ETag, Location, Link, Retry-After, X-Request-Id, Preference-Applied, Dry-Run,"
                + " Idempotency-Replayed, RateLimit, RateLimit-Policy");
    RawHttpTestClient.Response preflight =
        request(
            "OPTIONS",
            "/text",
            "Origin: http://localhost:3000",
            "Access-Control-Request-Method: POST");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST", "DELETE");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .contains("Authorization", "If-Match");
    assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("600");
    for (String other :
        List.of(
            "http://localhost:3001",
            "https://localhost:3000",
            "http://localhost:3000.evil.example",
            "null",
            "*")) {
      for (RawHttpTestClient.Response response :
          List.of(
              get("/text", "Origin: " + other),
              request(
                  "OPTIONS", "/text", "Origin: " + other, "Access-Control-Request-Method: POST"))) {
        assertThat(response.headers().keySet())
            .noneMatch(name -> name.startsWith("access-control"));
        assertThat(response.header("Vary")).isEqualTo("Origin");
      }
    }
    assertThat(
            get("/nothing", "Origin: http://localhost:3000").header("Access-Control-Allow-Origin"))
        .isEqualTo("http://localhost:3000");
    for (String wrong :
        List.of("*", "null", "localhost:3000", "http://localhost:3000/", "http://a b")) {
      assertThatThrownBy(() -> new CorsPolicy(Set.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anUncaughtFailureIsA500WithoutDetails() throws Exception {
    for (String path : List.of("/throw", "/fail", "/null", "/split")) {
      RawHttpTestClient.Response response = get(path);
      assertThat(response.errorCode()).as(path).isEqualTo("INTERNAL_ERROR");
      assertThat(response.body()).doesNotContain("secret", "outcome");
      assertThat(response.header("Set-Cookie")).isNull();
      assertThat(server.event()).isInstanceOf(Event.RequestFailed.class);
      assertThat(server.event()).isInstanceOf(Event.RequestCompleted.class);
    }
    assertThat(request("POST", "/throw").body()).endsWith("\"outcome\":\"unknown\"}");
  }

  @Test
  void problemsHaveTheirHeaders() throws Exception {
    assertThat(get("/unauthorized").header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(get("/expired").header("WWW-Authenticate"))
        .isEqualTo("Bearer error=\"invalid_token\", error_description=\"The token has expired.\"");
    assertThat(get("/limited").header("Retry-After")).isEqualTo("7");
    assertThat(request("PUT", "/text").body()).endsWith("\"outcome\":\"none\"}");
    assertThat(request("POST", "/surrogate").body()).contains("\"field\":\"\ufffd\"");
  }

  @Test
  void eachRequestIsOneEvent() throws Exception {
    get("/items/7?a=b", "X-Request-Id: one");
    get("/secret-path", "X-Request-Id: two");
    assertThat(server.event())
        .isInstanceOfSatisfying(
            Event.RequestCompleted.class,
            e -> {
              assertThat(e.requestId()).isEqualTo("one");
              assertThat(e.method()).isEqualTo("GET");
              assertThat(e.route()).isEqualTo("/items/{id}");
              assertThat(e.status()).isEqualTo(200);
            });
    assertThat(server.event())
        .isInstanceOfSatisfying(
            Event.RequestCompleted.class,
            e -> {
              assertThat(e.route()).isEqualTo("-");
              assertThat(e.status()).isEqualTo(404);
            });
    assertThat(server.isQuiet()).isTrue();
  }

  @Test
  void anAddressInUseFailsTheStart() {
    ServerSettings taken =
        new ServerSettings(
            "127.0.0.1", server.port(), 1, RequestLimits.DEFAULT, Set.of(), List.of(), false);
    HttpServer second =
        new HttpServer(io.vertx.core.Vertx.vertx(), taken, new Router(List.of()), _ -> {});
    assertThatThrownBy(() -> HttpTestServer.await(second.start()))
        .hasRootCauseInstanceOf(java.net.BindException.class);
  }
}
