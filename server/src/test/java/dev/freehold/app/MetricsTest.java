package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.app.App.ListenException;
import dev.freehold.testing.BuildDirectory;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `/metrics` of a real server.
class MetricsTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static RunningApp app;

  @BeforeAll
  static void start() {
    app = RunningApp.of(RunningApp.example("tasks"), "METRICS_PORT", "0", "RATE_LIMITS", "on");
  }

  @AfterAll
  static void stop() {
    app.close();
    HTTP.close();
  }

  static HttpResponse<String> get(String url, String... headers) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String scrape() {
    HttpResponse<String> answer = get(app.app().metricsUrl());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  /// The sum of the series of `name` with all of `labels`; -1 if there is none.
  static double value(String text, String name, String... labels) {
    Pattern line =
        Pattern.compile("^" + name + "(?:\\{(.*)})? ([-+0-9.eEINFa]+)$", Pattern.MULTILINE);
    Matcher series = line.matcher(text);
    boolean any = false;
    double sum = 0;
    while (series.find()) {
      String found = series.group(1) == null ? "" : series.group(1);
      if (List.of(labels).stream().allMatch(found::contains)) {
        any = true;
        sum += Double.parseDouble(series.group(2));
      }
    }
    return any ? sum : -1;
  }

  @Test
  void requestsAreCountedByTheirRouteAndNeverByTheirPath() {
    var person = app.person().client();
    String id = person.post("/tasks", "{\"title\": \"one\"}").expect(201).data().getString("id");
    person.get("/tasks/" + id).expect(200);
    person.get("/tasks/" + id).expect(200);
    person.get("/tasks/987654321012").expect(404);
    String made = UUID.randomUUID().toString();
    get("http://127.0.0.1:" + app.port() + "/no/such/" + made);

    String text = scrape();
    String uri = "uri=\"/api/v1/tasks/{id}\"";
    assertThat(
            value(
                text,
                "http_server_requests_seconds_count",
                uri,
                "status=\"200\"",
                "method=\"GET\"",
                "outcome=\"SUCCESS\""))
        .isEqualTo(2);
    assertThat(
            value(
                text, "http_server_requests_seconds_bucket", uri, "status=\"200\"", "le=\"+Inf\""))
        .isEqualTo(2);
    assertThat(value(text, "http_server_requests_seconds_count", uri, "outcome=\"CLIENT_ERROR\""))
        .isEqualTo(1);
    assertThat(value(text, "http_server_requests_seconds_count", "uri=\"UNKNOWN\""))
        .isGreaterThanOrEqualTo(1);
    assertThat(text)
        .doesNotContain(made)
        .doesNotContain("987654321012")
        .doesNotContain("/tasks/" + id)
        .contains("application=\"Tasks\"");
    assertThat(value(text, "freehold_problems_total", "code=\"NOT_FOUND\""))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void aMethodThatAClientMakesUpIsNoLabel() throws IOException {
    String url = "http://127.0.0.1:" + app.port() + "/healthz";
    for (String method : List.of("BREW", "WHEN")) {
      try {
        HTTP.send(
            HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    String text = scrape();
    assertThat(text).doesNotContain("BREW").doesNotContain("WHEN");
    assertThat(
            value(text, "http_server_requests_seconds_count", "method=\"OTHER\"", "status=\"405\""))
        .isEqualTo(2);
  }

  @Test
  void logInsAreCountedByTheirOutcome() {
    String before = scrape();
    var person = app.person();
    JsonObject right =
        new JsonObject().put("email", person.email()).put("password", RunningApp.PASSWORD);
    app.nobody().post("/auth/login", right.encode()).expect(200);
    app.nobody()
        .post("/auth/login", right.put("password", "wrong wrong wrong").encode())
        .expect(401);
    String after = scrape();
    for (String event : List.of("sign_up", "log_in", "log_in_failed")) {
      String label = "event=\"" + event + "\"";
      assertThat(
              value(after, "freehold_account_events_total", label)
                  - value(before, "freehold_account_events_total", label))
          .as(event)
          .isEqualTo(1);
    }
    assertThat(after).doesNotContain(person.email());
  }

  @Test
  void rateLimitsThatWereHitAreCounted() {
    double before = value(scrape(), "freehold_problems_total", "code=\"RATE_LIMITED\"");
    String body = new JsonObject().put("email", "nobody@example.com").put("password", "x").encode();
    int limited = 0;
    for (int i = 0; i < 40 && limited == 0; i++) {
      limited += app.nobody().post("/auth/login", body).response().statusCode() == 429 ? 1 : 0;
    }
    assertThat(limited).isEqualTo(1);
    assertThat(value(scrape(), "freehold_problems_total", "code=\"RATE_LIMITED\"") - before)
        .isEqualTo(1);
  }

  @Test
  void theDatabaseThePoolsAndTheProcessAreThere() {
    app.person().client().get("/tasks").expect(200);
    String text = scrape();
    for (String pool :
        List.of("reads", "writes", "wide", "transactions", "sign_in", "polls", "accounts")) {
      String label = "pool=\"" + pool + "\"";
      assertThat(value(text, "freehold_database_connections", label))
          .as(pool)
          .isGreaterThanOrEqualTo(0);
      assertThat(value(text, "freehold_database_waiting", label)).as(pool).isZero();
      assertThat(value(text, "freehold_database_in_flight", label))
          .as(pool)
          .isGreaterThanOrEqualTo(0);
      assertThat(value(text, "freehold_database_statements_seconds_count", label))
          .as(pool)
          .isGreaterThanOrEqualTo(0);
    }
    assertThat(value(text, "freehold_database_connections", "pool=\"reads\"")).isGreaterThan(0);
    assertThat(
            value(
                text,
                "freehold_database_statements_seconds_count",
                "pool=\"reads\"",
                "outcome=\"ok\""))
        .isGreaterThan(0);
    assertThat(value(text, "freehold_ready")).isEqualTo(1);
    assertThat(value(text, "freehold_database_up")).isEqualTo(1);
    assertThat(value(text, "freehold_schema_current")).isEqualTo(1);
    assertThat(value(text, "freehold_migration_steps_total")).isGreaterThanOrEqualTo(0);
    assertThat(value(text, "freehold_http_requests_in_flight")).isZero();
    assertThat(value(text, "freehold_http_connections")).isGreaterThan(0);
    assertThat(value(text, "freehold_wide_queries_refused_total")).isZero();
    assertThat(value(text, "jvm_memory_used_bytes", "area=\"heap\"")).isGreaterThan(0);
    assertThat(value(text, "jvm_threads_live_threads")).isGreaterThan(0);
    assertThat(value(text, "process_cpu_usage")).isGreaterThanOrEqualTo(0);
    assertThat(value(text, "freehold_build_info", "version=\"0.0.0-test\"")).isEqualTo(1);
  }

  @Test
  void readinessIsThatOfReadyz() {
    try (RunningApp other = RunningApp.of(RunningApp.example("tasks"), "METRICS_PORT", "0")) {
      other.sql("alter table app.tasks rename to other_tasks");
      String url = "http://127.0.0.1:" + other.port() + "/readyz";
      for (int i = 0; i < 300 && get(url).statusCode() == 200; i++) {
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
      }
      assertThat(get(url).statusCode()).isEqualTo(503);
      String text = get(other.app().metricsUrl()).body();
      assertThat(value(text, "freehold_ready")).isZero();
      assertThat(value(text, "freehold_schema_current")).isZero();
      assertThat(value(text, "freehold_database_up")).isEqualTo(1);
    }
  }

  @Test
  void openMetricsIsServedToWhoAsksForIt() {
    HttpResponse<String> plain = get(app.app().metricsUrl());
    assertThat(plain.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    HttpResponse<String> open =
        get(
            app.app().metricsUrl(),
            "Accept",
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
    assertThat(open.headers().firstValue("Content-Type"))
        .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  @Test
  void readersAtTheSameTimeAreAllAnswered() {
    List<CompletableFuture<HttpResponse<String>>> readers =
        java.util.stream.IntStream.range(0, 30)
            .mapToObj(
                _ ->
                    HTTP.sendAsync(
                        HttpRequest.newBuilder(URI.create(app.app().metricsUrl())).build(),
                        HttpResponse.BodyHandlers.ofString()))
            .toList();
    assertThat(readers)
        .allSatisfy(
            reader -> {
              assertThat(reader.join().statusCode()).isEqualTo(200);
              assertThat(reader.join().body()).contains("freehold_ready");
            });
  }

  @Test
  void thePortOfTheApiHasNoMetrics() {
    assertThat(get("http://127.0.0.1:" + app.port() + "/metrics").statusCode()).isEqualTo(404);
    assertThat(get(app.app().metricsUrl().replace("/metrics", "/api/v1/tasks")).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aPageOfAnotherSiteIsRefused() {
    assertThat(get(app.app().metricsUrl(), "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
  }

  @Test
  void aTokenIsAskedForIfOneIsSet() {
    String token = "9f0c-a-token-of-a-test";
    try (RunningApp guarded =
        RunningApp.of(RunningApp.example("tasks"), "METRICS_PORT", "0", "METRICS_TOKEN", token)) {
      String url = guarded.app().metricsUrl();
      HttpResponse<String> refused = get(url);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
      assertThat(refused.body()).doesNotContain("freehold_ready");
      assertThat(get(url, "Authorization", "Bearer " + token + "x").statusCode()).isEqualTo(401);
      assertThat(get(url, "Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withoutAPortNothingIsServed() {
    try (RunningApp plain = RunningApp.of(RunningApp.example("tasks"))) {
      assertThat(plain.app().metricsUrl()).isEmpty();
    }
  }

  @Test
  void aPortInUseIsNamedWithItsVariable() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () ->
                  RunningApp.of(
                      RunningApp.example("tasks"), "METRICS_PORT", Integer.toString(port)))
          .isInstanceOf(ListenException.class)
          .hasMessageContaining(":" + port + " is in use")
          .hasMessageContaining("METRICS_PORT or METRICS_HOST");
    }
  }

  @Test
  void faultsOfTheSettingsAreNamed() {
    assertThatThrownBy(
            () ->
                Config.read(
                    Map.of(
                        "METRICS_PORT", "8000",
                        "METRICS_HOST", "not a host",
                        "METRICS_TOKEN", "short"),
                    BuildDirectory.root()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("METRICS_PORT: is the same as PORT")
        .hasMessageContaining("METRICS_HOST: 'not a host'")
        .hasMessageContaining("METRICS_TOKEN: is not a token")
        .hasMessageNotContaining("'short'");
  }

  @Test
  void aPortThatOthersReachWithoutATokenIsWarnedOf() {
    assertThat(
            Config.read(
                    Map.of("METRICS_PORT", "9464", "METRICS_HOST", "0.0.0.0"),
                    BuildDirectory.root())
                .warnings())
        .anySatisfy(warning -> assertThat(warning).startsWith("METRICS_HOST=0.0.0.0"));
    assertThat(Config.read(Map.of("METRICS_PORT", "9464"), BuildDirectory.root()).warnings())
        .noneSatisfy(warning -> assertThat(warning).contains("METRICS"));
  }
}
