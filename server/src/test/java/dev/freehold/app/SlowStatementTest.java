package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Slow statements of a real server: a trigger of the database makes them so.
class SlowStatementTest {
  private static final String SLOW =
      "create function public.wait() returns trigger language plpgsql as"
          + " $$ begin perform pg_sleep(0.3); return new; end $$;"
          + " create trigger wait before insert on app.tasks for each row execute function"
          + " public.wait()";

  private static List<Event.SlowStatement> slow(RunningApp app) {
    return app.events().stream()
        .filter(Event.SlowStatement.class::isInstance)
        .map(Event.SlowStatement.class::cast)
        .filter(event -> event.statement().endsWith("app.tasks"))
        .toList();
  }

  @Test
  void aSlowStatementIsReportedByItsShapeAndItsRequest() {
    try (RunningApp app = RunningApp.of(RunningApp.example("tasks"), "SLOW_STATEMENT_MS", "250")) {
      var person = app.person();
      person.client().get("/tasks").expect(200);
      app.sql(SLOW);
      String title = "a title that is no part of a shape";
      var answer = person.client().post("/tasks", "{\"title\": \"" + title + "\"}").expect(201);

      assertThat(slow(app)).hasSize(1);
      Event.SlowStatement event = slow(app).getFirst();
      assertThat(event.statement()).isEqualTo("INSERT app.tasks");
      assertThat(event.operation()).isEqualTo("POST /api/v1/tasks");
      assertThat(event.requestId())
          .isEqualTo(answer.response().headers().firstValue("X-Request-Id").orElseThrow());
      assertThat(event.millis()).isBetween(250L, 5_000L);
      assertThat(event.rows()).isEqualTo(1);
      assertThat(event.failure()).isNull();
      assertThat(event.shape()).contains("$1").doesNotContain(title).doesNotContain("\n");
      assertThat(event.toString()).doesNotContain(title).doesNotContain(person.id());
    }
  }

  @Test
  void aStatementOfATransactionToo() {
    try (RunningApp app = RunningApp.of(RunningApp.example("tasks"), "SLOW_STATEMENT_MS", "250")) {
      var person = app.person();
      app.sql(SLOW);
      person.client().post("/tasks", "[{\"title\": \"a\"}]").expect(201);
      assertThat(slow(app))
          .anySatisfy(
              event -> {
                assertThat(event.operation()).isEqualTo("POST /api/v1/tasks");
                assertThat(event.requestId()).isNotNull();
              });
    }
  }

  @Test
  void nothingIsReportedUnlessItIsAskedFor() {
    try (RunningApp app = RunningApp.of(RunningApp.example("tasks"))) {
      var person = app.person();
      app.sql(SLOW);
      person.client().post("/tasks", "{\"title\": \"a\"}").expect(201);
      assertThat(slow(app)).isEmpty();
    }
  }
}
