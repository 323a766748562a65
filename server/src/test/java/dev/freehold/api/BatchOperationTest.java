package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests several operations in one request, and the responses to hostile batches.
final class BatchOperationTest {
  private static ApiScenario scenario;
  private ScenarioClient owner;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("workshop"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void somebody() {
    owner = scenario.as(scenario.person());
  }

  /// Builds a batch from steps of the form `METHOD path body`.
  private static String batch(String... steps) {
    return Arrays.stream(steps)
        .map(step -> step.split(" ", 3))
        .map(
            parts ->
                "{\"method\":\""
                    + parts[0]
                    + "\",\"path\":\""
                    + parts[1]
                    + "\""
                    + (parts.length > 2 ? ",\"body\":" + parts[2] : "")
                    + "}")
        .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
  }

  private static JsonObject result(Answer answer, int place) {
    return answer.data().getJsonArray("results").getJsonObject(place);
  }

  private void isEmpty() {
    assertThat(owner.get("/tasks").column("tasks", "id")).isEmpty();
    assertThat(owner.get("/projects").column("projects", "id")).isEmpty();
  }

  @Test
  void aStepReferencesTheResultOfAnEarlierStep() {
    Answer done =
        owner
            .post(
                "/batch",
                batch(
                    "POST /projects {\"title\":\"house\"}",
                    "POST /tasks {\"title\":\"roof\",\"project_id\":\"$1.id\"}",
                    "PATCH /tasks/{$2.data.id} {\"done\":true,\"code\":\"$2.title\"}",
                    "POST /tasks [{\"title\":\"$$1.id\",\"project_id\":\"$1.data.id\"}]",
                    "GET /projects/{$1.id}/tasks?sort=title",
                    "GET /projects/{$1.id}?include=tasks",
                    "DELETE /tasks/{$2.id}"))
            .expect(200);
    Object project = result(done, 0).getJsonObject("data").getValue("id");
    assertThat(result(done, 0).getInteger("status")).isEqualTo(201);
    assertThat(result(done, 0).getJsonObject("headers").getString("Location"))
        .isEqualTo("/api/v1/projects/" + project);
    assertThat(result(done, 1).getJsonObject("data").getValue("project_id")).isEqualTo(project);
    assertThat(result(done, 2).getJsonObject("data").getString("code")).isEqualTo("roof");
    assertThat(result(done, 2).getJsonObject("headers").getString("ETag")).startsWith("\"2.");
    JsonArray tasks = result(done, 4).getJsonObject("data").getJsonArray("tasks");
    assertThat(tasks.stream().map(t -> ((JsonObject) t).getString("title")).toList())
        .containsExactly("$1.id", "roof");
    assertThat(result(done, 5).getJsonObject("data").getJsonObject("tasks").getJsonArray("data"))
        .hasSize(2);
    assertThat(result(done, 6).getInteger("status")).isEqualTo(204);
    assertThat(result(done, 6).getValue("data")).isNull();
    assertThat(owner.get("/tasks").column("tasks", "title")).containsExactly("$1.id");
  }

  @Test
  void aFailedStepRollsBackTheBatch() {
    String create = "POST /tasks {\"title\":\"t\",\"code\":\"A\"}";
    owner
        .post("/batch", batch(create, "POST /tasks {\"title\":\"\"}"))
        .expect(400, "VALIDATION_ERROR")
        .details("operations[1].title too_short");
    owner
        .post("/batch", batch(create, create))
        .expect(409, "CONFLICT")
        .details("operations[1].code taken");
    owner.post("/batch", batch(create, "GET /tasks/9999999")).expect(404, "NOT_FOUND");
    owner.post("/batch", batch(create, "PATCH /batch {}")).expect(404, "NOT_FOUND");
    owner.post("/batch", batch(create, "POST /batch {}")).expect(404, "NOT_FOUND");
    owner.post("/batch", batch(create, "POST /auth/logout {}")).expect(404, "NOT_FOUND");
    owner.post("/batch", batch(create, "PUT /tasks {}")).expect(405, "METHOD_NOT_ALLOWED");
    owner
        .post("/batch", batch(create, "GET /tasks?nothing=1"))
        .expect(400)
        .details("operations[1].nothing unknown");
    owner
        .post("/batch", batch(create, "DELETE /tasks?title=t&dry_run=true&max_affected=1"))
        .expect(400);
    owner.post("/batch", batch(create, "POST /tasks?dry_run=true {\"title\":\"t\"}")).expect(400);
    owner
        .post("/batch", batch(create, "DELETE /tasks/1 {}"))
        .expect(400)
        .details("operations[1].body unknown");
    owner.post("/batch", batch(create, "GET /tasks/%zz")).expect(400, "BAD_REQUEST");
    isEmpty();
  }

  @Test
  void preconditionsAndPreferencesApplyToOneStep() {
    long id = owner.post("/tasks", "{\"title\":\"t\"}").data().getLong("id");
    String step =
        "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"/tasks/"
            + id
            + "\",\"body\":{\"title\":\"u\"},\"headers\":{\"if-match\":\"\\\"%s\\\"\",\"Prefer\":\"return=minimal\"}}]}";
    owner.post("/batch", step.formatted("2")).expect(412, "PRECONDITION_FAILED");
    Answer done = owner.post("/batch", step.formatted("1")).expect(200);
    assertThat(result(done, 0).getInteger("status")).isEqualTo(204);
    owner
        .post("/batch", step.formatted("1").replace("Prefer", "Authorization"))
        .expect(400)
        .details("operations[0].headers.Authorization unknown");
  }

  @Test
  void dryRunAndIdempotencyKeyApplyToTheBatch() {
    String batch = batch("POST /tasks {\"title\":\"t\"}", "GET /tasks/{$1.id}");
    Answer rehearsed = owner.post("/batch?dry_run=true", batch).expect(200);
    assertThat(rehearsed.header("Dry-Run")).isEqualTo("true");
    isEmpty();
    Answer first = owner.send("POST", "/batch", batch, "Idempotency-Key", "b").expect(200);
    Answer again = owner.send("POST", "/batch", batch, "Idempotency-Key", "b").expect(200);
    assertThat(again.response().body()).isEqualTo(first.response().body());
    assertThat(owner.get("/tasks").column("tasks", "title")).hasSize(1);
  }

  @Test
  void aStepDoesNotReachRowsOfOtherUsers() {
    ScenarioClient other = scenario.as(scenario.person());
    long task = owner.post("/tasks", "{\"title\":\"Owner's own\"}").data().getLong("id");
    for (String step :
        List.of(
            "GET /tasks/" + task,
            "PATCH /tasks/" + task + " {\"title\":\"x\"}",
            "DELETE /tasks/" + task,
            "PATCH /tasks [{\"id\":" + task + ",\"title\":\"x\"}]")) {
      other.post("/batch", batch(step)).expect(404, "NOT_FOUND").bodyHasNo("Owner");
    }
    other.post("/batch", batch("GET /tasks?limit=50")).expect(200).bodyHasNo("Owner");
    scenario.nobody().post("/batch", batch("GET /posts")).expect(401, "UNAUTHORIZED");
    owner.get("/batch").expect(405);
  }

  @Test
  void everyViolationOfTheBatchIsReported() {
    owner.post("/batch", "{}").expect(400).details("operations required");
    owner.post("/batch", "[]").expect(400).details(" type");
    owner.post("/batch", "{\"operations\":[]}").expect(400).details("operations required");
    owner.post("/batch", "{\"operations\":{}}").expect(400).details("operations type");
    owner
        .post(
            "/batch",
            "{\"operations\":[{\"method\":\"\",\"path\":\"/tasks\"},"
                + "{\"method\":\"GET\",\"path\":\"\"},"
                + "{\"method\":\"GET\",\"path\":7}]}")
        .expect(400)
        .details(
            "operations[0].method not_one_of",
            "operations[1].path format",
            "operations[2].path type");
    owner
        .post("/batch", "{\"operations\":[7,{},{\"method\":\"HEAD\",\"path\":\"tasks\",\"x\":1}]}")
        .expect(400)
        .details(
            "operations[0] type",
            "operations[1].method required",
            "operations[1].path required",
            "operations[2].x unknown",
            "operations[2].method not_one_of",
            "operations[2].path format");
    String fifty =
        String.join(",", Collections.nCopies(51, "{\"method\":\"GET\",\"path\":\"/tasks\"}"));
    owner
        .post("/batch", "{\"operations\":[" + fifty + "]}")
        .expect(400)
        .details("operations too_many");
  }

  @Test
  void aStepReferenceToAMissingValueIsRefused() {
    owner
        .post(
            "/batch",
            batch(
                "POST /tasks {\"title\":\"$1.id\"}",
                "POST /tasks {\"title\":\"$3.id\"}",
                "GET /tasks/{$9.id}"))
        .expect(400)
        .details(
            "operations[0].body unknown_reference",
            "operations[1].body unknown_reference",
            "operations[2].path unknown_reference");
    String create = "POST /tasks {\"title\":\"t\"}";
    for (String field : List.of("nothing", "_version", "tasks")) {
      owner
          .post("/batch", batch(create, "POST /tasks {\"title\":\"$1." + field + "\"}"))
          .expect(400)
          .details("operations[1].body unknown_reference");
    }
    owner
        .post("/batch", batch("GET /tasks", "POST /tasks {\"title\":\"$1.pagination\"}"))
        .expect(400)
        .details("operations[1].body unknown_reference");
    isEmpty();
    Answer done =
        owner
            .post(
                "/batch",
                batch(
                    "POST /tasks {\"title\":\"../../auth/me?x=1\"}",
                    "POST /tasks {\"title\":\"$0.id and $1\",\"code\":\"$1\"}",
                    "POST /tasks {\"title\":\"$$2.title\"}",
                    "POST /tasks {\"title\":\"$3.title\"}"))
            .expect(200);
    assertThat(result(done, 1).getJsonObject("data").getString("title")).isEqualTo("$0.id and $1");
    assertThat(result(done, 3).getJsonObject("data").getString("title")).isEqualTo("$2.title");
    owner
        .post(
            "/batch",
            batch("POST /tasks {\"title\":\"../../auth/me?x=1\"}", "GET /tasks/{$1.title}"))
        .expect(404, "NOT_FOUND");
    owner
        .post("/batch", batch("POST /tasks {\"title\":\"1?x=1\"}", "GET /tasks/{$1.title}"))
        .expect(400)
        .details("operations[1].id format");
  }

  @Test
  void repeatedReferencesToALongValueAreLimited() {
    String refs = String.join(",", Collections.nCopies(20_000, "\"$1.text\""));
    long task = owner.post("/tasks", "{\"title\":\"t\"}").data().getLong("id");
    String note = "{\"text\":\"" + "x".repeat(60_000) + "\",\"task_id\":" + task + "}";
    owner
        .post("/batch", batch("POST /notes " + note, "POST /tasks [" + refs + "]"))
        .expect(400)
        .details("operations[1].body too_long");
  }
}
