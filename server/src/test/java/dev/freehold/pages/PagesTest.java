package dev.freehold.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.http.Route;
import dev.freehold.ops.HealthEndpoints;
import dev.freehold.problem.Problem;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final AtomicBoolean READY = new AtomicBoolean();

  private static HttpTestServer server;

  @BeforeAll
  static void start() {
    List<Route> routes =
        new ArrayList<>(
            FrontPage.routes(
                "Tasks <script>",
                "1.0.0",
                "A & B's \"list\"",
                "http://localhost:8000",
                "/api/v1",
                List.of("/api/v1/tasks"),
                true,
                true));
    routes.addAll(
        HealthEndpoints.routes(
            () ->
                READY.get()
                    ? Optional.empty()
                    : Optional.of(new Problem.Unavailable(1, Problem.Outcome.NONE))));
    server = HttpTestServer.of(routes);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawHttpTestClient.Response get(String path, String headers) throws Exception {
    return server.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
  }

  @Test
  void theFrontPage() throws Exception {
    RawHttpTestClient.Response page = get("/", "");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.body())
        .contains(
            "Tasks &lt;script&gt;",
            "A &amp; B&#39;s &quot;list&quot;",
            "<code>/api/v1/tasks</code>",
            "http://localhost:8000/api/v1/auth/signup")
        .doesNotContain("<script", "style=", "onclick");
    assertThat(Pattern.compile("(?:href|src)=\"(?!/)").matcher(page.body()).find()).isFalse();
  }

  @Test
  void filesAreNamedByTheirTags() throws Exception {
    RawHttpTestClient.Response plain = get("/look.css", "");
    RawHttpTestClient.Response small = get("/look.css", "Accept-Encoding: gzip\r\n");
    assertThat(plain.header("Content-Type")).isEqualTo("text/css; charset=utf-8");
    assertThat(small.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(small.gunzipped()).isEqualTo(plain.body());
    assertThat(small.header("ETag")).isNotEqualTo(plain.header("ETag"));
    assertThat(plain.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
    RawHttpTestClient.Response same =
        get("/look.css", "If-None-Match: W/" + plain.header("ETag") + "\r\n");
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("ETag")).isEqualTo(plain.header("ETag"));
    assertThat(same.header("Content-Length")).isNull();
    assertThat(get("/look.css", "If-None-Match: \"x\"\r\n").status()).isEqualTo(200);
    assertThat(get("/favicon.svg", "").header("Content-Type")).isEqualTo("image/svg+xml");
    assertThatThrownBy(() -> StaticFile.resource("/pages/none.css", null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void health() throws Exception {
    assertThat(get("/healthz", "").body())
        .isEqualTo("{\"success\":true,\"data\":{\"status\":\"ok\"}}");
    READY.set(false);
    RawHttpTestClient.Response notReady = get("/readyz", "");
    assertThat(notReady.status()).isEqualTo(503);
    assertThat(notReady.errorCode()).isEqualTo("UNAVAILABLE");
    assertThat(notReady.header("Retry-After")).isEqualTo("1");
    READY.set(true);
    assertThat(get("/readyz", "").status()).isEqualTo(200);
    assertThat(get("/healthz", "").status()).isEqualTo(200);
  }
}
