package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.event.Event;
import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.OtlpCollector;
import dev.freehold.testing.OtlpCollector.CollectedSpan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Traces of a real server, as a collector gets them.
class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT_SPAN = "00f067aa0ba902b7";
  private static final String ROUTE = "GET /api/v1/tasks/{id}";

  private static OtlpCollector collector;
  private static RunningApp app;

  @BeforeAll
  static void start() {
    collector = new OtlpCollector();
    app =
        RunningApp.of(
            RunningApp.example("tasks"),
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            collector.url() + "/",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "Authorization=Bearer%20a+b,x-tenant=t1",
            "OTEL_SERVICE_NAME",
            "shop-api");
  }

  @AfterAll
  static void stop() {
    app.close();
    collector.close();
  }

  private static String tasks(RunningApp of) {
    return "http://127.0.0.1:" + of.port() + "/api/v1/tasks";
  }

  private static Event.RequestCompleted completed(
      RunningApp of, Predicate<Event.RequestCompleted> wanted) {
    for (int i = 0; i < 100; i++) {
      for (Event event : List.copyOf(of.events())) {
        if (event instanceof Event.RequestCompleted request && wanted.test(request)) {
          return request;
        }
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("no such request");
  }

  @Test
  void aRequestAndItsStatementArePartOfTheTraceOfTheClient() {
    var person = app.person();
    String title = "a title that nobody sends on";
    String id =
        person
            .client()
            .post("/tasks", "{\"title\": \"" + title + "\"}")
            .expect(201)
            .data()
            .getString("id");
    var answer =
        MetricsTest.get(
            tasks(app) + "/" + id + "?fields=title",
            "Authorization",
            "Bearer " + person.accessToken(),
            "X-Request-Id",
            "r-of-the-client",
            "traceparent",
            "00-" + TRACE + "-" + CLIENT_SPAN + "-01");
    assertThat(answer.statusCode()).isEqualTo(200);

    CollectedSpan server = collector.await(s -> s.traceId().equals(TRACE) && s.kind() == 2);
    assertThat(server.name()).isEqualTo(ROUTE);
    assertThat(server.parentSpanId()).isEqualTo(CLIENT_SPAN);
    assertThat(server.end()).isGreaterThanOrEqualTo(server.begin());
    assertThat(server.attributes())
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.route", "/api/v1/tasks/{id}")
        .containsEntry("http.response.status_code", "200")
        .containsEntry("freehold.request_id", "r-of-the-client");
    assertThat(server.status()).isZero();
    assertThat(server.resource())
        .containsEntry("service.name", "shop-api")
        .containsEntry("service.version", "0.0.0-test");

    CollectedSpan statement = collector.await(s -> s.traceId().equals(TRACE) && s.kind() == 3);
    assertThat(statement.parentSpanId()).isEqualTo(server.spanId());
    assertThat(statement.name()).isEqualTo("SELECT app.tasks");
    assertThat(statement.attributes())
        .containsEntry("db.system.name", "postgresql")
        .containsEntry("db.query.summary", "SELECT app.tasks")
        .containsEntry("db.response.returned_rows", "1");
    assertThat(statement.attributes().get("db.query.text"))
        .contains("\"app\".\"tasks\"")
        .contains("$1");

    assertThat(collector.spans().toString())
        .doesNotContain(title)
        .doesNotContain(person.id())
        .doesNotContain(person.email())
        .doesNotContain("?fields");
    assertThat(completed(app, e -> e.requestId().equals("r-of-the-client")).traceId())
        .isEqualTo(TRACE);
    assertThat(collector.heads().getFirst().get("Authorization")).containsExactly("Bearer a+b");
    assertThat(collector.heads().getFirst().get("X-tenant")).containsExactly("t1");
  }

  @Test
  void withoutAParentATraceBeginsHereAndAnErrorIsNamed() {
    String refused = "00-" + "0".repeat(32) + "-" + CLIENT_SPAN + "-01";
    MetricsTest.get(tasks(app), "traceparent", refused, "X-Request-Id", "r-anonymous");
    CollectedSpan server =
        collector.await(s -> "r-anonymous".equals(s.attributes().get("freehold.request_id")));
    assertThat(server.parentSpanId()).isEmpty();
    assertThat(server.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
    assertThat(server.attributes())
        .containsEntry("http.response.status_code", "401")
        .containsEntry("error.type", "UNAUTHORIZED");
    assertThat(server.status()).isZero();
    assertThat(completed(app, e -> e.requestId().equals("r-anonymous")).traceId())
        .isEqualTo(server.traceId());
  }

  @Test
  void aPathWithoutARouteIsNoName() {
    MetricsTest.get(
        "http://127.0.0.1:" + app.port() + "/no/such/path", "X-Request-Id", "r-nowhere");
    CollectedSpan server =
        collector.await(s -> "r-nowhere".equals(s.attributes().get("freehold.request_id")));
    assertThat(server.name()).isEqualTo("GET");
    assertThat(server.toString()).doesNotContain("no/such");
  }

  @Test
  void statementsOfATransactionBelongToTheirRequest() {
    var person = app.person();
    person.client().post("/tasks", "[{\"title\": \"a\"}, {\"title\": \"b\"}]").expect(201);
    CollectedSpan insert =
        collector.await(
            s ->
                s.name().equals("INSERT app.tasks")
                    && collector.spans().stream()
                        .anyMatch(
                            p ->
                                p.spanId().equals(s.parentSpanId())
                                    && p.name().equals("POST /api/v1/tasks")));
    assertThat(insert.kind()).isEqualTo(3);
  }

  @Test
  void requestsAtTheSameTimeKeepTheirStatementsApart() {
    var person = app.person();
    List<String> traces =
        java.util.stream.IntStream.range(1, 41).mapToObj("%032x"::formatted).toList();
    traces.parallelStream()
        .forEach(
            trace ->
                MetricsTest.get(
                    tasks(app),
                    "Authorization",
                    "Bearer " + person.accessToken(),
                    "traceparent",
                    "00-" + trace + "-" + CLIENT_SPAN + "-01"));
    for (String trace : traces) {
      CollectedSpan server = collector.await(s -> s.traceId().equals(trace) && s.kind() == 2);
      CollectedSpan statement = collector.await(s -> s.traceId().equals(trace) && s.kind() == 3);
      assertThat(statement.parentSpanId()).isEqualTo(server.spanId());
      assertThat(collector.spans().stream().filter(s -> s.traceId().equals(trace))).hasSize(2);
    }
  }

  @Test
  void aSamplerThatRecordsNothingStillNamesTheTraceInTheLog() {
    try (OtlpCollector none = new OtlpCollector();
        RunningApp quiet =
            RunningApp.of(
                RunningApp.example("tasks"),
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                none.url(),
                "OTEL_TRACES_SAMPLER",
                "traceidratio",
                "OTEL_TRACES_SAMPLER_ARG",
                "0")) {
      MetricsTest.get(tasks(quiet), "traceparent", "00-" + TRACE + "-" + CLIENT_SPAN + "-01");
      assertThat(completed(quiet, e -> TRACE.equals(e.traceId())).status()).isEqualTo(401);
      quiet.app().close();
      assertThat(none.spans()).isEmpty();
    }
  }

  @Test
  void withoutACollectorTheTraceOfTheClientIsInTheLog() {
    try (RunningApp plain = RunningApp.of(RunningApp.example("tasks"))) {
      MetricsTest.get(tasks(plain), "traceparent", "00-" + TRACE + "-" + CLIENT_SPAN + "-01");
      assertThat(completed(plain, e -> TRACE.equals(e.traceId())).status()).isEqualTo(401);
    }
  }

  @Test
  void aCollectorThatRefusesIsReportedOnceAndStopsNothing() {
    try (OtlpCollector away = new OtlpCollector()) {
      away.answer(400);
      try (RunningApp server =
          RunningApp.of(RunningApp.example("tasks"), "OTEL_EXPORTER_OTLP_ENDPOINT", away.url())) {
        for (int i = 0; i < 100 && lost(server) == 0; i++) {
          assertThat(MetricsTest.get(tasks(server)).statusCode()).isEqualTo(401);
          LockSupport.parkNanos(100_000_000);
        }
        assertThat(lost(server)).isEqualTo(1);
        away.answer(200);
        for (int i = 0;
            i < 100 && server.events().stream().noneMatch(Event.TracesResumed.class::isInstance);
            i++) {
          MetricsTest.get(tasks(server));
          LockSupport.parkNanos(100_000_000);
        }
        assertThat(server.events()).anyMatch(Event.TracesResumed.class::isInstance);
        assertThat(lost(server)).isEqualTo(1);
      }
    }
  }

  private static long lost(RunningApp server) {
    return server.events().stream().filter(Event.TracesLost.class::isInstance).count();
  }

  @Test
  void faultsOfTheSettingsAreNamedWithoutSecrets() {
    assertThatThrownBy(
            () ->
                Config.read(
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317",
                        "OTEL_EXPORTER_OTLP_HEADERS", "secret-without-a-name",
                        "OTEL_TRACES_SAMPLER", "sometimes",
                        "OTEL_TRACES_SAMPLER_ARG", "1.5"),
                    BuildDirectory.root()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4317' is not")
        .hasMessageContaining("OTEL_EXPORTER_OTLP_HEADERS: has an item")
        .hasMessageContaining("OTEL_TRACES_SAMPLER: 'sometimes' is none of always_on")
        .hasMessageContaining("OTEL_TRACES_SAMPLER_ARG: '1.5'")
        .hasMessageNotContaining("secret-without-a-name");
  }
}
