package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Changes of many rows: all or none, of the caller's own, and never more than was meant.
final class BulkOperationsTest {
  private static ApiScenario scenario;
  private ScenarioClient owner;
  private ScenarioClient other;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("workshop"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void people() {
    owner = scenario.as(scenario.person());
    other = scenario.as(scenario.person());
  }

  private static String rows(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "{\"title\":\"t" + i + "\",\"rank\":" + i + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static List<Object> titles(ScenarioClient client) {
    return client.get("/tasks?limit=50").column("tasks", "title");
  }

  private List<Object> three() {
    return owner.post("/tasks", rows(3)).expect(201).column("tasks", "id");
  }

  @Test
  void createsInTheOrderOfTheBody() {
    Answer created = owner.post("/tasks", " \n" + rows(40)).expect(201);
    assertThat(created.header("Location")).isEmpty();
    assertThat(created.column("tasks", "rank"))
        .isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
    JsonObject first = created.data().getJsonArray("tasks").getJsonObject(0);
    assertThat(owner.get("/tasks/" + first.getLong("id")).data()).isEqualTo(first);
    Answer minimal = owner.send("POST", "/tasks", rows(2), "Prefer", "return=minimal").expect(201);
    assertThat(minimal.response().body()).isEmpty();
    assertThat(titles(owner)).hasSize(42);
    scenario.nobody().post("/tasks", rows(1)).expect(401);
  }

  @Test
  void createsAllOrNone() {
    owner.post("/tasks", "[]").expect(400, "VALIDATION_ERROR");
    owner.post("/tasks", rows(101)).expect(400, "VALIDATION_ERROR");
    owner.post("/tasks", "[{\"title\":\"a\"}").expect(400, "MALFORMED_JSON");
    owner
        .post("/tasks", "[{\"title\":\"a\"},7,{}]")
        .expect(400)
        .details("[1] type", "[2].title required");
    owner
        .post("/tasks", "[{\"title\":\"a\"},{\"title\":\"\",\"user_id\":\"x\",\"id\":1}]")
        .expect(400)
        .details("[1].title too_short", "[1].user_id read_only", "[1].id read_only");
    owner
        .post("/tasks", "[{\"title\":\"a\",\"code\":\"A\"},{\"title\":\"b\",\"code\":\"A\"}]")
        .expect(409, "CONFLICT")
        .details("[1].code taken");
    assertThat(titles(owner)).isEmpty();
  }

  @Test
  void changesEachByItsId() {
    List<Object> ids = three();
    Answer changed =
        owner
            .patch(
                "/tasks",
                "[{\"id\":" + ids.get(2) + ",\"title\":\"c\"},{\"id\":" + ids.get(0) + "}]")
            .expect(200);
    assertThat(changed.column("tasks", "title")).containsExactly("c", "t1");
    assertThat(owner.get("/tasks/" + ids.get(0)).version()).isEqualTo("1");
    assertThat(owner.get("/tasks/" + ids.get(2)).version()).isEqualTo("2");

    List<Object> theirs = other.post("/tasks", rows(1)).expect(201).column("tasks", "id");
    for (Object missing : List.of(theirs.getFirst(), 9007199254740991L)) {
      owner
          .patch(
              "/tasks",
              "[{\"id\":"
                  + ids.get(0)
                  + ",\"title\":\"no\"},{\"id\":"
                  + missing
                  + ",\"title\":\"no\"}]")
          .expect(404, "NOT_FOUND")
          .bodyHasNo("t1");
      owner.patch("/tasks", "[{\"id\":" + missing + "}]").expect(404, "NOT_FOUND");
    }
    owner.patch("/tasks", "[{\"title\":\"no\"}]").expect(400).details("[0].id required");
    owner.patch("/tasks", "[{\"id\":" + ids.get(0) + "},{\"id\":" + ids.get(0) + "}]").expect(400);
    owner.patch("/tasks", "[{\"id\":\"x\",\"title\":\"no\"}]").expect(400);
    owner
        .send("PATCH", "/tasks", "[{\"id\":" + ids.get(0) + "}]", "If-Match", "\"1\"")
        .expect(400)
        .details("If-Match unknown");
    assertThat(titles(owner)).containsExactly("t1", "t2", "c");
    assertThat(titles(other)).containsExactly("t1");
  }

  @Test
  void changesWhatMatches() {
    three();
    other.post("/tasks", rows(3)).expect(201);
    String done = "{\"done\":true}";
    assertThat(owner.patch("/tasks?rank[gte]=2&max_affected=2", done).expect(200).data().getMap())
        .containsOnly(Map.entry("affected", 2));
    assertThat(owner.get("/tasks?done=true").column("tasks", "title")).containsExactly("t2", "t3");
    assertThat(other.get("/tasks?done=true").column("tasks", "title")).isEmpty();
    owner
        .patch("/tasks?rank[gte]=1&max_affected=2", "{\"done\":false}")
        .expect(409, "CONFLICT")
        .details("max_affected too_many");
    assertThat(owner.get("/tasks?done=true").column("tasks", "title")).hasSize(2);
    owner.patch("/tasks?rank=1", done).expect(400).details("max_affected required");
    owner.patch("/tasks?max_affected=10", done).expect(400);
    owner.patch("/tasks", done).expect(400);
    owner.patch("/tasks?rank=1&max_affected=1001", done).expect(400);
    owner.patch("/tasks?rank=1&max_affected=1", "{}").expect(400);
    owner.patch("/tasks?rank=1&max_affected=1&sort=rank", done).expect(400);
    owner.patch("/tasks?nothing=1&max_affected=1", done).expect(400).details("nothing unknown");
    owner.patch("/tasks?rank=1&max_affected=1", "{\"user_id\":\"x\"}").expect(400);
    owner
        .patch("/tasks?rank=1&max_affected=1", "{\"project_id\":99999}")
        .expect(400)
        .details("project_id unknown_reference");
  }

  @Test
  void deletesWhatMatches() {
    List<Object> ids = three();
    List<Object> theirs = other.post("/tasks", rows(3)).expect(201).column("tasks", "id");
    owner.delete("/tasks").expect(400);
    owner.delete("/tasks?max_affected=100").expect(400);
    owner.delete("/tasks?rank[gte]=0&max_affected=2").expect(409).details("max_affected too_many");
    assertThat(owner.delete("/tasks?id[in]=").expect(200).data().getInteger("affected")).isZero();
    List<Object> named = new ArrayList<>(theirs);
    named.add(ids.getFirst());
    String all = named.stream().map(String::valueOf).collect(Collectors.joining(","));
    assertThat(owner.delete("/tasks?id[in]=" + all).expect(200).data().getInteger("affected"))
        .isEqualTo(1);
    assertThat(titles(other)).hasSize(3);
    assertThat(
            owner
                .delete("/tasks?title[startsWith]=t&max_affected=2")
                .expect(200)
                .data()
                .getInteger("affected"))
        .isEqualTo(2);
    assertThat(titles(owner)).isEmpty();
    scenario.nobody().delete("/tasks?id=1").expect(401);
  }
}
