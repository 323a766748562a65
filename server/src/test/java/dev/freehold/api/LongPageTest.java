package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Pages of more than 100 rows that only their owner may read.
final class LongPageTest {
  private static final int ROWS = 250;

  private static ApiScenario scenario;
  private static ScenarioClient owner;
  private static ScenarioClient other;
  private static long task;

  @BeforeAll
  static void rows() {
    scenario = new ApiScenario(SpecFile.read("workshop"));
    owner = scenario.as(scenario.person());
    other = scenario.as(scenario.person());
    other.post("/projects", "{\"title\":\"of another\"}").expect(201);
    task = owner.post("/tasks", "{\"title\":\"t\"}").expect(201).data().getLong("id");
    for (int from = 0; from < ROWS; from += 50) {
      owner.post("/projects", array(from, "{\"title\":\"p%03d\"}")).expect(201);
      owner
          .post("/notes", array(from, "{\"text\":\"n%03d\",\"task_id\":" + task + "}"))
          .expect(201);
    }
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static String array(int from, String row) {
    return IntStream.range(from, from + 50)
        .mapToObj(row::formatted)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static List<String> titles() {
    return IntStream.range(0, ROWS).mapToObj("p%03d"::formatted).toList();
  }

  @Test
  void oneAnswerHasAllRowsOfTheOwnerAndNoOthers() {
    Answer all = owner.get("/projects?limit=1000").expect(200);
    assertThat(all.column("projects", "title")).isEqualTo(titles());
    JsonObject pagination = all.data().getJsonObject("pagination");
    assertThat(pagination.getInteger("limit")).isEqualTo(1000);
    assertThat(pagination.getInteger("total")).isEqualTo(ROWS);
    assertThat(pagination.getString("nextCursor")).isNull();
    assertThat(other.get("/projects?limit=1000").expect(200).column("projects", "title"))
        .containsExactly("of another");
    owner.get("/projects?limit=1001").expect(400);
  }

  @Test
  void cursorsLeadFromOneLongPageToTheNext() {
    List<Object> seen = new ArrayList<>();
    String cursor = "";
    for (int pages = 0; pages < 2; pages++) {
      Answer page = owner.get("/projects?limit=130" + cursor).expect(200);
      seen.addAll(page.column("projects", "title"));
      cursor = "&cursor=" + page.data().getJsonObject("pagination").getString("nextCursor");
    }
    assertThat(seen).isEqualTo(titles());
    assertThat(cursor).isEqualTo("&cursor=null");
  }

  @Test
  void aListUnderAParentHasThemToo() {
    assertThat(owner.get("/tasks/" + task + "/notes?limit=1000").expect(200).column("notes", "id"))
        .hasSize(ROWS);
  }

  @Test
  void aLongPageIncludesOneRowForEachRowAndNotSeveral() {
    JsonArray notes =
        owner.get("/notes?include=task&limit=1000").expect(200).data().getJsonArray("notes");
    assertThat(notes).hasSize(ROWS);
    assertThat(notes.getJsonObject(ROWS - 1).getJsonObject("task").getLong("id")).isEqualTo(task);
    for (String several : List.of("tasks", "tasks.count")) {
      owner.get("/projects?limit=100&include=" + several).expect(200);
      Answer refused = owner.get("/projects?limit=101&include=" + several).expect(400);
      assertThat(refused.body()).contains("\"field\":\"limit\",\"code\":\"out_of_range\"");
    }
    owner.get("/notes?limit=101&include=task.notes").expect(400);
  }

  @Test
  void aBatchReadsThemAsWell() {
    Answer batch =
        owner
            .post(
                "/batch",
                "{\"operations\":[{\"method\":\"GET\",\"path\":\"/projects?limit=1000&fields=title\"}]}")
            .expect(200);
    assertThat(
            batch
                .data()
                .getJsonArray("results")
                .getJsonObject(0)
                .getJsonObject("data")
                .getJsonArray("projects"))
        .hasSize(ROWS);
  }
}
