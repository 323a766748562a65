package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pages and cursors, counts, links and fields of lists.
final class ListOperationTest {
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
  void sevenTasks() {
    owner = scenario.as(scenario.person());
    for (int i = 1; i <= 7; i++) {
      String rank = i > 5 ? "null" : Integer.toString(i / 2);
      owner.post("/tasks", "{\"title\":\"t" + i + "\",\"rank\":" + rank + "}").expect(201);
    }
  }

  private static JsonObject pagination(Answer answer) {
    return answer.data().getJsonObject("pagination");
  }

  /// The links by relation, without the base URL.
  private static Map<String, String> links(Answer answer) {
    Map<String, String> links = new TreeMap<>();
    Arrays.stream(answer.header("Link").split(", ", -1))
        .map(link -> link.split(">; rel=", 2))
        .forEach(
            parts ->
                links.put(parts[1].replace("\"", ""), parts[0].substring("</api/v1".length())));
    return links;
  }

  @Test
  void aPageHasItsNumberLimitAndTotal() {
    Answer second = owner.get("/tasks?page=2&fields=title").expect(200);
    assertThat(second.column("tasks", "title")).containsExactly("t4", "t5", "t6");
    JsonObject pagination = pagination(second);
    assertThat(pagination.fieldNames())
        .containsExactly("page", "limit", "total", "totalPages", "nextCursor");
    assertThat(pagination.getInteger("total")).isEqualTo(7);
    assertThat(pagination.getInteger("totalPages")).isEqualTo(3);
    assertThat(links(second))
        .containsOnly(
            Map.entry("first", "/tasks?fields=title&page=1"),
            Map.entry("prev", "/tasks?fields=title&page=1"),
            Map.entry("next", "/tasks?fields=title&page=3"),
            Map.entry("last", "/tasks?fields=title&page=3"));
    Answer last = owner.get(links(second).getOrDefault("next", "")).expect(200);
    assertThat(last.column("tasks", "title")).containsExactly("t7");
    assertThat(pagination(last).getValue("nextCursor")).isNull();
    assertThat(links(last)).containsOnlyKeys("first", "prev", "last");
    Answer beyond = owner.get("/tasks?page=9").expect(200);
    assertThat(beyond.column("tasks", "id")).isEmpty();
    assertThat(pagination(beyond).getInteger("total")).isEqualTo(7);
  }

  @Test
  void cursorsVisitEveryRowOnce() {
    for (String sort : List.of("rank", "-rank", "rank,-title", "-created_at")) {
      List<Object> seen = new ArrayList<>();
      Answer page = owner.get("/tasks?limit=2&sort=" + sort).expect(200);
      assertThat(pagination(page).getInteger("page")).isEqualTo(1);
      seen.addAll(page.column("tasks", "title"));
      while (pagination(page).getString("nextCursor") != null) {
        String cursor = pagination(page).getString("nextCursor");
        page = owner.get("/tasks?limit=2&sort=" + sort + "&cursor=" + cursor).expect(200);
        assertThat(pagination(page).fieldNames()).containsExactly("limit", "nextCursor");
        seen.addAll(page.column("tasks", "title"));
      }
      assertThat(seen)
          .as(sort)
          .isEqualTo(owner.get("/tasks?limit=50&sort=" + sort).column("tasks", "title"))
          .hasSize(7);
    }
  }

  @Test
  void aCursorOfAnotherListOrUserIsRefused() {
    String cursor = pagination(owner.get("/tasks?limit=2")).getString("nextCursor");
    owner.get("/tasks?limit=2&cursor=" + cursor).expect(200);
    Answer counted = owner.get("/tasks?limit=2&count=exact&cursor=" + cursor).expect(200);
    assertThat(pagination(counted).getInteger("total")).isEqualTo(7);
    assertThat(links(counted)).containsOnlyKeys("first", "next");
    ScenarioClient other = scenario.as(scenario.person());
    for (Answer answer :
        List.of(
            other.get("/tasks?limit=2&cursor=" + cursor),
            owner.get("/tasks?limit=2&title=x&cursor=" + cursor),
            owner.get("/tasks?limit=2&sort=-rank&cursor=" + cursor),
            owner.get("/tasks?limit=2&cursor=" + cursor.substring(1)),
            owner.get("/tasks?limit=2&cursor=x"),
            owner.get("/projects?limit=2&cursor=" + cursor))) {
      answer.expect(400, "VALIDATION_ERROR").details("cursor invalid_cursor");
    }
    owner.get("/tasks?page=1&cursor=" + cursor).expect(400, "VALIDATION_ERROR");
  }

  @Test
  void countsByTheParameterCount() {
    JsonObject none = pagination(owner.get("/tasks?count=none").expect(200));
    assertThat(none.fieldNames()).containsExactly("page", "limit", "nextCursor");
    JsonObject estimated = pagination(owner.get("/tasks?count=estimated").expect(200));
    assertThat(estimated.getInteger("total")).isEqualTo(7);
    assertThat(estimated.getString("totalRelation")).isEqualTo("eq");
    assertThat(estimated.getInteger("totalPages")).isEqualTo(3);
    owner.get("/tasks?count=all").expect(400, "VALIDATION_ERROR");
  }

  @Test
  void aVeryLongQueryHasNoLinks() {
    String long_ = "x".repeat(4_000);
    Answer answer = owner.get("/tasks?title[ne]=" + long_).expect(200);
    assertThat(answer.header("Link")).isEmpty();
    assertThat(answer.column("tasks", "title")).hasSize(3);
  }

  @Test
  void linksRepeatTheParametersUnchanged() {
    Answer answer = owner.get("/tasks?limit=1&title[nin]=%22a,b%22,%3E%26&q=t").expect(200);
    assertThat(pagination(answer).getInteger("total")).isEqualTo(7);
    Answer next = owner.get(links(answer).getOrDefault("next", "")).expect(200);
    assertThat(pagination(next).getInteger("page")).isEqualTo(2);
    assertThat(next.column("tasks", "title")).containsExactly("t2");
  }
}
