package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests `examples/projects` on the whole server: references between rows, and what happens to
/// them.
final class AppProjectsTest {
  private static final String SECRET = "Ada's own";
  private static RunningApp running;

  private ScenarioClient owner;
  private String client;
  private long project;

  @BeforeAll
  static void start() {
    running = RunningApp.of(RunningApp.example("projects"));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @BeforeEach
  void somebodyWithAProject() {
    owner = running.person().client();
    client = owner.post("/clients", "{\"name\":\"Ada\"}").expect(201).data().getString("id");
    project = made(owner, "projects", row("client_id", client, "name", SECRET));
  }

  private static JsonObject row(Object... names) {
    JsonObject row = new JsonObject();
    for (int i = 0; i < names.length; i += 2) {
      row.put((String) names[i], names[i + 1]);
    }
    return row;
  }

  private static long made(ScenarioClient client, String resource, JsonObject row) {
    return client.post("/" + resource, row.encode()).expect(201).data().getLong("id");
  }

  private long task(String title, Object... more) {
    return made(
        owner, "tasks", row("title", title, "project_id", project).mergeIn(row(more), true));
  }

  @Test
  void includesProjectAndClientOfATask() {
    task("Draw the plan");
    Answer answer = owner.get("/tasks?include=project.client&fields=id,title").expect(200);
    JsonObject task = answer.data().getJsonArray("tasks").getJsonObject(0);
    assertThat(task.fieldNames()).containsExactly("id", "title", "project");
    assertThat(task.getJsonObject("project").getLong("id")).isEqualTo(project);
    assertThat(task.getJsonObject("project").getJsonObject("client").getString("name"))
        .isEqualTo("Ada");
    JsonObject all = owner.get("/clients/" + client + "?include=projects.client").data();
    JsonArray projects = all.getJsonObject("projects").getJsonArray("data");
    assertThat(projects.getJsonObject(0).getJsonObject("client").getString("id")).isEqualTo(client);
    owner.get("/clients?include=projects.tasks").expect(400).details("include too_many");
  }

  @Test
  void aProjectHasAListOfItsTasks() {
    for (int i = 1; i <= 21; i++) {
      task("task " + i);
    }
    made(owner, "tasks", row("title", "of no project"));
    String path = "/projects/" + project;
    JsonObject tasks = owner.get(path + "?include=tasks").expect(200).data().getJsonObject("tasks");
    assertThat(tasks.getJsonArray("data")).hasSize(20);
    assertThat(tasks.getBoolean("hasMore")).isTrue();
    assertThat(tasks.getString("url")).isEqualTo("/api/v1" + path + "/tasks");
    Answer page = owner.get(path + "/tasks?sort=id&limit=20").expect(200);
    assertThat(page.data().getJsonObject("pagination").getInteger("total")).isEqualTo(21);
    String cursor = page.data().getJsonObject("pagination").getString("nextCursor");
    assertThat(
            owner
                .get(path + "/tasks?sort=id&limit=20&cursor=" + cursor)
                .expect(200)
                .column("tasks", "title"))
        .containsExactly("task 21");
    assertThat(owner.get(path + "/tasks?q=tasks&limit=100").column("tasks", "title")).hasSize(21);
  }

  @Test
  void brokenChecksAreReportedWithTheMessageOfTheSpec() {
    String dates = "{\"client_id\":\"" + client + "\",\"name\":\"x\",\"starts_on\":\"2026-02-02\",";
    Answer refused = owner.post("/projects", dates + "\"ends_on\":\"2026-02-01\"}").expect(400);
    refused.bodyHasNo("_check").bodyHasNo("ends_on_starts_on");
    assertThat(refused.error().getJsonArray("details").getJsonObject(0).getString("message"))
        .isEqualTo("A project cannot end before it starts.");
    owner.post("/projects", dates + "\"ends_on\":\"2026-02-02\"}").expect(201);
    // One of the two fields is already in the row, so only the database can check the rule.
    long task = task("t");
    Answer half = owner.patch("/tasks/" + task, "{\"status\":\"done\"}").expect(400);
    assertThat(half.error().getJsonArray("details").getJsonObject(0).getString("message"))
        .isEqualTo("A task that is done says when.");
    owner
        .patch("/tasks/" + task, "{\"status\":\"done\",\"done_at\":\"2026-02-02T10:00:00Z\"}")
        .expect(200);
    assertThat(owner.get("/tasks?view=open").column("tasks", "id")).isEmpty();
  }

  @Test
  void deletionFollowsOnDeleteOfTheSpec() {
    long parent = task("parent");
    long child = made(owner, "tasks", row("title", "child", "parent_id", parent));
    owner.post("/labels", "{\"task_id\":" + parent + ",\"name\":\"Urgent\"}").expect(201);
    owner.post("/comments", "{\"task_id\":" + parent + ",\"body\":\"soon\"}").expect(201);
    owner
        .post("/labels", "{\"task_id\":" + parent + ",\"name\":\"urgent\"}")
        .expect(409, "CONFLICT");

    owner.delete("/clients/" + client).expect(409, "CONFLICT").details("id referenced");
    owner.delete("/projects/" + project + "?dry_run=true").expect(204);
    owner.get("/projects/" + project).expect(200);
    owner.delete("/projects/" + project).expect(204);
    owner.get("/tasks/" + parent).expect(404);
    assertThat(owner.get("/labels").column("labels", "id")).isEmpty();
    assertThat(owner.get("/comments").column("comments", "id")).isEmpty();
    JsonObject left = owner.get("/tasks/" + child).expect(200).data();
    assertThat(left.getValue("parent_id")).isNull();
    owner.delete("/clients/" + client).expect(204);
  }

  /// No request changed the row, but its representation is different (RFC 9110 section 8.8.1).
  @Test
  void aTagChangesWhenADeletionSetsAReferenceToNull() {
    long parent = task("parent");
    String child = "/tasks/" + made(owner, "tasks", row("title", "child", "parent_id", parent));
    String before = owner.get(child).header("ETag");
    owner.send("GET", child, null, "If-None-Match", before).expect(304);
    owner.delete("/tasks/" + parent).expect(204);

    Answer now = owner.send("GET", child, null, "If-None-Match", before).expect(200);
    assertThat(now.data().getValue("parent_id")).isNull();
    owner.send("PATCH", child, "{\"title\":\"late\"}", "If-Match", before).expect(412);
    String tag = now.header("ETag");
    Answer changed = owner.send("PATCH", child, "{\"title\":\"b\"}", "If-Match", tag).expect(200);
    assertThat(changed.header("ETag")).isNotIn(before, tag);
    assertThat(owner.get(child).header("ETag")).isEqualTo(changed.header("ETag"));
  }

  @Test
  void rowsOfOtherUsersAreNeitherReferencedNorIncluded() {
    task(SECRET);
    ScenarioClient other = running.person().client();
    JsonObject task = other.post("/tasks", "{\"title\":\"mine\"}").expect(201).data();
    String path = "/tasks/" + task.getLong("id");
    for (long id : List.of(project, project + 1_000_000)) {
      other
          .patch(path, "{\"project_id\":" + id + "}")
          .expect(400, "VALIDATION_ERROR")
          .details("project_id unknown_reference");
      other.get("/projects/" + id + "/tasks").expect(404, "NOT_FOUND").bodyHasNo(SECRET);
    }
    other
        .post("/projects", "{\"name\":\"x\",\"client_id\":\"" + client + "\"}")
        .expect(400)
        .details("client_id unknown_reference");
    for (String query :
        List.of("project_id=" + project, "q=own", "include=project", "sort=title")) {
      other.get("/tasks?" + query).expect(200).bodyHasNo(SECRET);
    }
    running.nobody().get("/projects/" + project + "/tasks").expect(401, "UNAUTHORIZED");
  }

  @Test
  void aProjectAndItsTasksAreOneBatch() {
    String operations =
        """
        {"operations": [
          {"method": "POST", "path": "/projects", "body": {"client_id": "%s", "name": "Garden"}},
          {"method": "POST", "path": "/tasks", "body": [
            {"title": "Dig", "project_id": "$1.id"}, {"title": "%s", "project_id": "$1.id"}]},
          {"method": "GET", "path": "/projects/{$1.id}?include=tasks"}]}
        """;
    owner
        .post("/batch", operations.formatted(client, ""))
        .expect(400, "VALIDATION_ERROR")
        .details("operations[1][1].title too_short");
    assertThat(owner.get("/projects?name=Garden").column("projects", "id")).isEmpty();
    JsonArray results =
        owner
            .post("/batch", operations.formatted(client, "Sow"))
            .expect(200)
            .data()
            .getJsonArray("results");
    JsonObject last = results.getJsonObject(2).getJsonObject("data").getJsonObject("tasks");
    assertThat(last.getJsonArray("data")).hasSize(2);
  }
}
