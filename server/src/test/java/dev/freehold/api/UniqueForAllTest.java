package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Values that are unique among the rows of all users, and one row per user.
final class UniqueForAllTest {
  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("magazine"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static String article(String title, String slug) {
    return "{\"title\":\"%s\",\"slug\":\"%s\"}".formatted(title, slug);
  }

  private static void expectTaken(Answer answer, String field) {
    answer.expect(409, "CONFLICT").details(field + " taken").bodyHasNo("Secret").bodyHasNo("owner");
  }

  @Test
  void aValueOfAnUnreadableRowIsTaken() {
    ScenarioClient ann = scenario.as(scenario.person());
    ScenarioClient bob = scenario.as(scenario.person());
    ann.post("/articles", article("Secret", "one")).expect(201);
    expectTaken(bob.post("/articles", article("x", "one")), "slug");
    expectTaken(bob.post("/articles", article("x", "ONE")), "slug");
    expectTaken(
        bob.post("/articles", "[" + article("x", "two") + "," + article("y", "one") + "]"),
        "[1].slug");
    assertThat(bob.get("/articles?slug=two").expect(200).column("articles", "id")).isEmpty();
    long own = bob.post("/articles", article("x", "three")).expect(201).data().getLong("id");
    expectTaken(bob.patch("/articles/" + own, "{\"slug\":\"one\"}"), "slug");
    expectTaken(bob.patch("/articles", "[{\"id\":" + own + ",\"slug\":\"one\"}]"), "slug");
    assertThat(bob.get("/articles/" + own).data().getString("slug")).isEqualTo("three");
    bob.post("/articles", "{\"title\":\"x\"}").expect(201);
    ann.post("/articles", "{\"title\":\"x\"}").expect(201);
  }

  @Test
  void anEditorSwapsTheValuesOfTwoUsers() {
    ScenarioClient editor = scenario.as(scenario.person("editor"));
    List<Long> ids =
        List.of("left", "right").stream()
            .map(
                slug ->
                    scenario
                        .as(scenario.person())
                        .post("/articles", article("x", slug))
                        .expect(201)
                        .data()
                        .getLong("id"))
            .toList();
    editor
        .patch(
            "/articles",
            "[{\"id\":%d,\"slug\":\"right\"},{\"id\":%d,\"slug\":\"left\"}]"
                .formatted(ids.getFirst(), ids.getLast()))
        .expect(200);
    assertThat(editor.get("/articles/" + ids.getFirst()).data().getString("slug"))
        .isEqualTo("right");
  }

  @Test
  void ofTwoConcurrentRequestsOneHolds() throws Exception {
    ScenarioClient ann = scenario.as(scenario.person());
    ScenarioClient bob = scenario.as(scenario.person());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        String body = article("x", "race-" + i);
        Future<Answer> one = threads.submit(() -> ann.post("/articles", body));
        Future<Answer> other = threads.submit(() -> bob.post("/articles", body));
        assertThat(List.of(one.get().response().statusCode(), other.get().response().statusCode()))
            .containsExactlyInAnyOrder(201, 409);
      }
    }
  }

  @Test
  void eachUserHasOneProfile() {
    ScenarioClient ann = scenario.as(scenario.person());
    String path =
        "/profiles/"
            + ann.post("/profiles", "{\"name\":\"Ann\"}").expect(201).data().getString("id");
    ann.post("/profiles", "{\"name\":\"Ann again\"}")
        .expect(409, "CONFLICT")
        .details("user_id taken");
    ann.patch(path, "{\"name\":\"Anna\"}").expect(200);
    scenario.as(scenario.person()).post("/profiles", "{\"name\":\"Ann\"}").expect(201);
    ann.delete(path).expect(204);
    ann.post("/profiles", "{\"name\":\"Ann\"}").expect(201);
  }
}
