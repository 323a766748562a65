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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `sort=title:lower` ignores case, in every list, with pages and with cursors.
final class CaseInsensitiveSortTest {
  /// The rows in the order of their creation: title and code.
  private static final List<String> ROWS =
      List.of(
          "straße b",
          "STRASSE -",
          "İzmir B",
          "izmir a",
          "École -",
          "école A",
          "apple c",
          "Apple C",
          "apple d");

  private static ApiScenario scenario;
  private ScenarioClient owner;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("workshop"));
  }

  @BeforeEach
  void signUp() {
    owner = scenario.as(scenario.person());
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  /// Returns the path of the project that has all tasks.
  private String fill() {
    long project = owner.post("/projects", "{\"title\":\"p\"}").expect(201).data().getLong("id");
    JsonArray tasks = new JsonArray();
    for (String row : ROWS) {
      String[] values = row.split(" ", -1);
      tasks.add(
          new JsonObject()
              .put("title", values[0])
              .put("code", values[1].equals("-") ? null : values[1])
              .put("project_id", project));
    }
    owner.post("/tasks", tasks.encode()).expect(201);
    return "/projects/" + project;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          title              | Apple C,STRASSE -,apple c,apple d,izmir a,straße b,École -,école A,İzmir B
          title:lower        | Apple C,apple c,apple d,izmir a,İzmir B,STRASSE -,straße b,École -,école A
          -title:lower       | école A,École -,straße b,STRASSE -,İzmir B,izmir a,apple d,apple c,Apple C
          title:lower,-id    | Apple C,apple d,apple c,izmir a,İzmir B,STRASSE -,straße b,École -,école A
          done,-title:lower  | école A,École -,straße b,STRASSE -,İzmir B,izmir a,apple d,apple c,Apple C
          done&sort=title:lower | Apple C,apple c,apple d,izmir a,İzmir B,STRASSE -,straße b,École -,école A
          code:lower         | école A,izmir a,İzmir B,straße b,Apple C,apple c,apple d,STRASSE -,École -
          -code:lower        | École -,STRASSE -,apple d,apple c,Apple C,straße b,İzmir B,izmir a,école A
          code:lower,-title:lower | école A,izmir a,İzmir B,straße b,Apple C,apple c,apple d,École -,STRASSE -
          """)
  void ordersEveryListAndEveryPage(String sort, String expected) {
    String project = fill();
    List<String> order = List.of(expected.split(",", -1));
    for (String list : List.of("/tasks", project + "/tasks")) {
      String query = list + "?sort=" + sort;
      assertThat(rows(owner.get(query + "&limit=50"))).as(query).isEqualTo(order);
      assertThat(rows(owner.get(query + "&limit=4&page=2")))
          .as(query)
          .isEqualTo(order.subList(4, 8));
      for (int limit = 1; limit < 5; limit++) {
        assertThat(walked(query + "&limit=" + limit)).as(query).isEqualTo(order);
      }
      JsonObject batch =
          new JsonObject()
              .put(
                  "operations",
                  new JsonArray()
                      .add(
                          new JsonObject()
                              .put("method", "GET")
                              .put("path", query + "&limit=50&count=none")));
      JsonObject result =
          owner
              .post("/batch", batch.encode())
              .expect(200)
              .data()
              .getJsonArray("results")
              .getJsonObject(0);
      assertThat(rows(result.getJsonObject("data"))).as(query).isEqualTo(order);
    }
  }

  @Test
  void aCursorOfAnotherOrderIsRefused() {
    fill();
    String cursor = next(owner.get("/tasks?limit=2&sort=title:lower"));
    owner.get("/tasks?sort=title:lower&cursor=" + cursor).expect(200);
    for (String other : List.of("title", "-title:lower", "title:lower,-id", "code:lower")) {
      owner
          .get("/tasks?sort=" + other + "&cursor=" + cursor)
          .expect(400, "VALIDATION_ERROR")
          .details("cursor invalid_cursor");
    }
    scenario
        .as(scenario.person())
        .get("/tasks?sort=title:lower&cursor=" + cursor)
        .expect(400, "VALIDATION_ERROR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rank:lower        | not_sortable | sort: rank has no case: it is integer; omit :lower.
          -created_at:lower | not_sortable | sort: created_at has no case: it is datetime; omit :lower.
          title:desc        | format       | sort: title may be followed by :lower, which ignores case, and by nothing else; - before it means descending.
          title:            | format       | sort: title may be followed by :lower, which ignores case, and by nothing else; - before it means descending.
          titel:lower       | unknown      | sort: titel is not known; did you mean 'title'?
          title:lower,title | repeated     | sort: title must not be named more than once.
          """)
  void otherKeysAreRefused(String sort, String code, String message) {
    Answer answer =
        owner.get("/tasks?sort=" + sort).expect(400, "VALIDATION_ERROR").details("sort " + code);
    assertThat(answer.error().getJsonArray("details").getJsonObject(0).getString("message"))
        .isEqualTo(message);
  }

  @Test
  void anUnreadableFieldIsUnknown() {
    for (String modifier : List.of(":lower", ":desc", ":")) {
      String unreadable = refusal("verdict" + modifier);
      assertThat(unreadable).isEqualTo(refusal("absence" + modifier).replace("absence", "verdict"));
    }
    scenario.as(scenario.person("editor")).get("/posts?sort=verdict:lower").expect(200);
  }

  private String refusal(String sort) {
    JsonObject error = owner.get("/posts?sort=" + sort).expect(400, "VALIDATION_ERROR").error();
    error.remove("requestId");
    return error.encode();
  }

  private List<String> walked(String query) {
    List<String> walked = new ArrayList<>();
    Answer page = owner.get(query);
    walked.addAll(rows(page));
    while (next(page) != null) {
      page = owner.get(query + "&cursor=" + next(page));
      walked.addAll(rows(page));
    }
    return walked;
  }

  private static @Nullable String next(Answer page) {
    return page.data().getJsonObject("pagination").getString("nextCursor");
  }

  private static List<String> rows(Answer answer) {
    return rows(answer.expect(200).data());
  }

  private static List<String> rows(JsonObject data) {
    return data.getJsonArray("tasks").stream()
        .map(JsonObject.class::cast)
        .map(
            task ->
                task.getString("title")
                    + " "
                    + Objects.requireNonNullElse(task.getString("code"), "-"))
        .toList();
  }
}
