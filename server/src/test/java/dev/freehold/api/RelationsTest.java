package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.SpecFile;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests references between rows: in bodies, in includes, in lists under a parent, and in deletes
/// that a reference prevents, with ids of other users in every position.
final class RelationsTest {
  private static final String SECRET = "Owner's own title";
  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("workshop"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static long project(ScenarioClient client, String title) {
    return client
        .post("/projects", new JsonObject().put("title", title).encode())
        .expect(201)
        .data()
        .getLong("id");
  }

  private static long task(ScenarioClient client, String title, @Nullable Object project) {
    return client
        .post("/tasks", new JsonObject().put("title", title).put("project_id", project).encode())
        .expect(201)
        .data()
        .getLong("id");
  }

  @Test
  void aReferenceToAnUnreadableRowIsRefused() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient other = scenario.as(scenario.person());
    long foreign = project(owner, SECRET);
    long mine = project(other, "mine");
    long task = task(other, "t", mine);
    for (long id : List.of(foreign, ScalarType.MAX_INTEGER_ID)) {
      String body = "{\"title\":\"t\",\"project_id\":" + id + "}";
      other
          .post("/tasks", body)
          .expect(400, "VALIDATION_ERROR")
          .details("project_id unknown_reference")
          .bodyHasNo(SECRET)
          .bodyHasNo("fkey");
      other
          .patch("/tasks/" + task, "{\"project_id\":" + id + "}")
          .expect(400, "VALIDATION_ERROR")
          .details("project_id unknown_reference");
      other
          .post("/tasks", "[{\"title\":\"fine\",\"project_id\":" + mine + "}," + body + "]")
          .expect(400)
          .details("[1].project_id unknown_reference");
      other
          .post(
              "/batch",
              "{\"operations\":[{\"method\":\"POST\",\"path\":\"/tasks\",\"body\":" + body + "}]}")
          .expect(400)
          .details("operations[0].project_id unknown_reference");
    }
    assertThat(other.get("/tasks?limit=50").column("tasks", "title")).containsExactly("t");
    other.patch("/tasks/" + task, "{\"project_id\":null}").expect(200);
  }

  @Test
  void aReferenceToASharedRowIsAccepted() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient other = scenario.as(scenario.person());
    long post = owner.post("/posts", "{\"title\":\"p\"}").expect(201).data().getLong("id");
    other.post("/comments", "{\"text\":\"c\",\"post_id\":" + post + "}").expect(201);
    other
        .post("/comments", "{\"text\":\"c\",\"post_id\":" + (post + 1_000_000) + "}")
        .expect(400)
        .details("post_id unknown_reference");
    owner.delete("/posts/" + post).expect(204);
    other.get("/comments?post_id=" + post).expect(200).bodyHasNo("\"c\"");
  }

  @Test
  void includesWhatTheCallerMayRead() {
    ScenarioClient owner = scenario.as(scenario.person());
    long project = project(owner, "house");
    for (int i = 1; i <= 4; i++) {
      task(owner, "t" + i, project);
    }
    JsonObject one =
        owner.get("/projects/" + project + "?include=tasks&fields=title").expect(200).data();
    assertThat(one.fieldNames()).containsExactly("title", "tasks");
    JsonObject tasks = one.getJsonObject("tasks");
    assertThat(tasks.getJsonArray("data")).hasSize(3);
    assertThat(tasks.getBoolean("hasMore")).isTrue();
    assertThat(tasks.getString("url")).isEqualTo("/api/v1/projects/" + project + "/tasks");
    JsonObject task = tasks.getJsonArray("data").getJsonObject(0);
    assertThat(owner.get("/tasks/" + task.getLong("id")).data()).isEqualTo(task);

    JsonArray listed =
        owner.get("/tasks?include=project&limit=50").expect(200).data().getJsonArray("tasks");
    assertThat(listed).hasSize(4);
    assertThat(listed.getJsonObject(0).getJsonObject("project").getString("title"))
        .isEqualTo("house");
    assertThat(owner.get("/projects/" + project + "?include=tasks").header("ETag")).isEmpty();
    owner.get("/projects?include=nothing").expect(400).details("include unknown");
    owner.get("/projects?include=tasks.project.tasks").expect(400);
    scenario.nobody().get("/projects?include=tasks").expect(401);
  }

  @Test
  void listsUnderAParent() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient other = scenario.as(scenario.person());
    long project = project(owner, SECRET);
    long second = project(owner, "second");
    task(owner, SECRET, project);
    task(owner, "elsewhere", second);
    task(owner, "nowhere", null);
    String path = "/projects/" + project + "/tasks";
    assertThat(owner.get(path).expect(200).column("tasks", "title")).containsExactly(SECRET);
    assertThat(owner.get(path + "?title=x").expect(200).column("tasks", "id")).isEmpty();
    assertThat(owner.get(path + "?count=none").data().getJsonObject("pagination").fieldNames())
        .doesNotContain("total");
    other.get(path).expect(404, "NOT_FOUND").bodyHasNo(SECRET);
    other.get(path + "?count=none").expect(404, "NOT_FOUND").bodyHasNo(SECRET);
    other.get("/projects/9007199254740991/tasks").expect(404, "NOT_FOUND");
    owner.get("/projects/x/tasks").expect(400, "VALIDATION_ERROR").details("id format");
    scenario.nobody().get(path).expect(401, "UNAUTHORIZED");
    owner.post(path, "{\"title\":\"x\"}").expect(405);
  }

  @Test
  void aReferencedRowIsNotDeleted() {
    ScenarioClient owner = scenario.as(scenario.person());
    long project = project(owner, "kept");
    long task = task(owner, "holds it", project);
    owner.post("/notes", "{\"text\":\"n\",\"task_id\":" + task + "}").expect(201);
    owner
        .delete("/projects/" + project)
        .expect(409, "CONFLICT")
        .details("id referenced")
        .bodyHasNo("tasks")
        .bodyHasNo("fkey");
    owner.delete("/projects?title=kept&max_affected=5").expect(409, "CONFLICT");
    owner.get("/projects/" + project).expect(200);
    owner.delete("/tasks/" + task).expect(204);
    assertThat(owner.get("/notes").column("notes", "id")).isEmpty();
    owner.delete("/projects/" + project).expect(204);
  }

  @Test
  void filtersByTheIdOfAnUnreadableRowFindNothing() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient other = scenario.as(scenario.person());
    long project = project(owner, SECRET);
    task(owner, SECRET, project);
    for (String query :
        List.of(
            "project_id=" + project,
            "project_id[in]=" + project + ",1",
            "or=(project_id.eq." + project + ",title.eq.x)",
            "q=" + "Owner",
            "title[contains]=Owner")) {
      other.get("/tasks?count=exact&" + query).expect(200).bodyHasNo(SECRET);
      assertThat(
              other.get("/tasks?" + query).data().getJsonObject("pagination").getInteger("total"))
          .as(query)
          .isZero();
    }
  }
}
