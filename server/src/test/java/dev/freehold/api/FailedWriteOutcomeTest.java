package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a client hears of a write that PostgreSQL refused for a reason that no spec knows.
final class FailedWriteOutcomeTest {
  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("workshop"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  /// A write of any kind to the row `%1$s`.
  ///
  /// @param key the idempotency key; empty for none
  private record Write(String method, String path, String body, String key) {
    Write(String method, String path, String body) {
      this(method, path, body, "");
    }

    Answer send(ScenarioClient owner, Object id) {
      String[] headers = key.isEmpty() ? new String[0] : new String[] {"Idempotency-Key", key};
      return owner.send(
          method, path.formatted(id), body.isEmpty() ? null : body.formatted(id), headers);
    }
  }

  private static final List<Write> WRITES =
      List.of(
          new Write("POST", "/tasks", "{\"title\":\"new\"}"),
          new Write("PUT", "/tasks/%1$s", "{\"title\":\"new\"}"),
          new Write("PATCH", "/tasks/%1$s", "{\"title\":\"new\"}"),
          new Write("PATCH", "/tasks/%1$s", "{\"id\":%1$s,\"title\":\"new\"}"),
          new Write("DELETE", "/tasks/%1$s", ""),
          new Write("POST", "/tasks", "[{\"title\":\"new\"},{\"title\":\"new 2\"}]"),
          new Write("PATCH", "/tasks", "[{\"id\":%1$s,\"title\":\"new\"}]"),
          new Write("PATCH", "/tasks?title=old&max_affected=5", "{\"title\":\"new\"}"),
          new Write("DELETE", "/tasks?title=old&max_affected=5", ""),
          new Write(
              "POST",
              "/batch",
              "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"/tasks/%1$s\","
                  + "\"body\":{\"title\":\"new\"}}]}"),
          new Write("POST", "/tasks", "{\"title\":\"new\"}", "k"),
          new Write("PATCH", "/tasks/%1$s", "{\"title\":\"new\"}", "l"),
          new Write("POST", "/tasks?dry_run=true", "{\"title\":\"new\"}"));

  /// @param when of the trigger that refuses; a deferred one speaks at the commit
  @ParameterizedTest
  @CsvSource({
    "42P01, before",
    "42704, before",
    "23514, before",
    "23503, after",
    "P0001, after",
    "42P01, deferred",
    "23514, deferred"
  })
  void aStatementThatPostgresRefusesHasOutcomeNone(String state, String when) {
    ScenarioClient owner = scenario.as(scenario.person());
    Object id = owner.post("/tasks", "{\"title\":\"old\"}").expect(201).data().getValue("id");
    String trigger =
        when.equals("deferred")
            ? "create constraint trigger refuses after %s on app.tasks deferrable initially"
                + " deferred"
            : "create trigger refuses " + when + " %s on app.tasks";
    scenario.sql(
        "create function app.refuses() returns trigger language plpgsql as $$ begin"
            + " raise exception 'a secret' using errcode = '%s'; end $$; ".formatted(state)
            + trigger.formatted("insert or update or delete")
            + " for each row execute function app.refuses()");
    List<String> wrong = new ArrayList<>();
    try {
      for (Write write : WRITES) {
        Answer answer = write.send(owner, id);
        boolean dry = when.equals("deferred") && write.path().contains("dry_run");
        if (!dry
            && (answer.response().statusCode() != 500
                || !"none".equals(answer.json().getString("outcome")))) {
          wrong.add(write.method() + " " + write.path() + ": " + answer.response().body());
        }
      }
    } finally {
      scenario.sql("drop trigger refuses on app.tasks; drop function app.refuses()");
    }
    assertThat(wrong).isEmpty();
    assertThat(owner.get("/tasks").expect(200).column("tasks", "title")).containsExactly("old");
  }

  /// The table of the keys is in no spec.
  @Test
  void aMissingIdempotencyTableHasOutcomeNone() {
    ScenarioClient owner = scenario.as(scenario.person());
    scenario.sql("alter table app._idempotency_keys rename to moved");
    try {
      Answer answer = owner.send("POST", "/tasks", "{\"title\":\"t\"}", "Idempotency-Key", "k");
      answer.expect(500, "INTERNAL_ERROR");
      assertThat(answer.json().getString("outcome")).isEqualTo("none");
    } finally {
      scenario.sql("alter table app.moved rename to _idempotency_keys");
    }
    assertThat(owner.get("/tasks").expect(200).column("tasks", "title")).isEmpty();
  }

  /// A row as it was read is compared with the stored row, and the version that was read is updated.
  @Test
  void aWholeRowWithoutAPreconditionIsNot412() {
    ScenarioClient owner = scenario.as(scenario.person());
    JsonObject seen = owner.post("/tasks", "{\"title\":\"old\"}").expect(201).data();
    String path = "/tasks/" + seen.getValue("id");
    scenario.sql("create policy never on app.tasks as restrictive for update using (false)");
    try {
      Answer answer = owner.put(path, seen.put("title", "new").encode());
      answer.expect(503, "UNAVAILABLE");
      assertThat(answer.json().getString("outcome")).isEqualTo("none");
    } finally {
      scenario.sql("drop policy never on app.tasks");
    }
    owner.put(path, seen.encode()).expect(200);
  }
}
