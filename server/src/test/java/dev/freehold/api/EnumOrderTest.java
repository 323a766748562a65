package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that an enum has the order in which the spec writes its values, and not that of the alphabet.
final class EnumOrderTest {
  private static final List<@Nullable String> WRITTEN =
      Collections.unmodifiableList(
          new ArrayList<>(List.of("low", "low", "normal", "high", "urgent")));

  private static ApiScenario scenario;
  private ScenarioClient owner;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("priorities"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void rows() {
    owner = scenario.as(scenario.person());
    for (String state : List.of("done", "active", "planned")) {
      owner.post("/projects", new JsonObject().put("state", state).encode()).expect(201);
    }
    List<Object> projects = owner.get("/projects?sort=id").expect(200).column("projects", "id");
    JsonArray tasks = new JsonArray();
    List<String> priorities = List.of("urgent", "low", "normal", "high", "low");
    for (int i = 0; i < priorities.size(); i++) {
      tasks.add(
          new JsonObject()
              .put("priority", priorities.get(i))
              .put("project_id", i < projects.size() ? projects.get(i) : null));
    }
    tasks.add(new JsonObject());
    owner.post("/tasks", tasks.encode()).expect(201);
  }

  private List<Object> listed(String query, String field) {
    return owner.get("/tasks" + query).expect(200).column("tasks", field);
  }

  @Test
  void listsFollowTheSpec() {
    List<@Nullable Object> ascending = new ArrayList<>(WRITTEN);
    ascending.add(null);
    assertThat(listed("?sort=priority", "priority")).isEqualTo(ascending);
    assertThat(listed("?sort=-priority", "priority")).isEqualTo(ascending.reversed());
    assertThat(listed("", "priority")).as("the order of the spec").isEqualTo(ascending.reversed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "priority",
        "-priority",
        "-priority,id",
        "priority,-id",
        "project.state,-priority"
      })
  void aCursorGoesOnWithTheNextValue(String sort) {
    List<Object> all = listed("?sort=" + sort, "id");
    assertThat(all).hasSize(6).doesNotHaveDuplicates();
    List<Object> paged = new ArrayList<>();
    JsonObject page = owner.get("/tasks?limit=1&sort=" + sort).expect(200).data();
    while (true) {
      paged.add(page.getJsonArray("tasks").getJsonObject(0).getValue("id"));
      String next = page.getJsonObject("pagination").getString("nextCursor");
      if (next == null) {
        break;
      }
      page = owner.get("/tasks?limit=1&sort=" + sort + "&cursor=" + next).expect(200).data();
    }
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void theOrderIsThatOfARelatedRowToo() {
    assertThat(listed("?sort=project.state&project_id[null]=false", "priority"))
        .containsExactly("normal", "low", "urgent");
  }

  @Test
  void groupsFollowTheSpec() {
    assertThat(groups("?group=priority&priority[null]=false"))
        .containsExactly("low", "normal", "high", "urgent");
    assertThat(groups("?group=priority&sort=-priority&priority[null]=false"))
        .containsExactly("urgent", "high", "normal", "low");
  }

  private List<Object> groups(String query) {
    return owner.get("/tasks/summary" + query).expect(200).data().getJsonArray("groups").stream()
        .map(group -> ((JsonObject) group).getValue("priority"))
        .toList();
  }
}
