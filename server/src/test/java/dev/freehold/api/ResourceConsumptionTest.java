package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests how much work small requests can cause, and whether they can make the server give false
/// information.
final class ResourceConsumptionTest {
  private static final int MIB = 1 << 20;
  private static ApiScenario scenario;
  private Person person;
  private ScenarioClient owner;
  private long folder;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("burden"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void somebody() {
    person = scenario.person();
    owner = scenario.as(person);
    folder = owner.post("/folders", "{\"title\":\"f\"}").expect(201).data().getLong("id");
  }

  private void notes(int count, int characters) {
    scenario.sql(
        "insert into app.notes (user_id, folder_id, title, body) select '%s', %d, n::text, repeat('x', %d) from generate_series(1, %d) n"
            .formatted(person.id(), folder, characters, count));
  }

  /// In this case the database itself changes the row.
  @Test
  void aReferenceThatIsSetToNullChangesTheTagAndTheTime() {
    String note = "{\"title\":\"n\",\"folder_id\":" + folder + "}";
    Answer made = owner.post("/notes", note).expect(201);
    String path = "/notes/" + made.data().getLong("id");
    String tag = made.header("ETag");
    assertThat(owner.get(path).header("ETag")).isEqualTo(tag);
    owner.delete("/folders/" + folder).expect(204);

    Answer now = owner.send("GET", path, null, "If-None-Match", tag).expect(200);
    assertThat(now.data().getValue("folder_id")).isNull();
    assertThat(now.data().getString("updated_at"))
        .isGreaterThan(made.data().getString("updated_at"));
    assertThat(now.header("ETag")).isNotEqualTo(tag);
    owner.send("PATCH", path, "{\"done\":true}", "If-Match", tag).expect(412);
    owner.send("DELETE", path, null, "If-Match", tag).expect(412);
    Answer changed =
        owner.send("PATCH", path, "{\"done\":true}", "If-Match", now.header("ETag")).expect(200);
    assertThat(changed.header("ETag")).isNotEqualTo(tag).isNotEqualTo(now.header("ETag"));
    owner.send("GET", path, null, "If-None-Match", changed.header("ETag")).expect(304);
    owner.send("DELETE", path, null, "If-Match", changed.header("ETag")).expect(204);
  }

  /// A client whose list of exceptions is empty by accident must not change every row.
  @Test
  void aChangeByQueryNeedsARealCondition() {
    notes(3, 1);
    for (String always :
        List.of(
            "title[nin]=",
            "id[nin]=",
            "or=(title.nin.())",
            "or=(title.eq.a,id.nin.())",
            "or=(and(id.nin.(),title.nin.()))",
            "id[null]=false",
            "title[nin]=&id[nin]=")) {
      owner.delete("/notes?max_affected=9&" + always).expect(400, "VALIDATION_ERROR");
      owner.patch("/notes?max_affected=9&" + always, "{\"done\":true}").expect(400);
    }
    assertThat(owner.get("/notes?done=false").column("notes", "id")).hasSize(3);
    owner.delete("/notes?max_affected=9&title[nin]=1,2").expect(200);
    owner.delete("/notes?max_affected=9&title[nin]=&title=1").expect(200);
    assertThat(owner.get("/notes").column("notes", "title")).containsExactly("2");
  }

  @Test
  void includedRowsAreLimited() {
    notes(20, 900_000);
    Answer one = owner.get("/folders/" + folder + "?include=notes").expect(200);
    JsonObject included = one.data().getJsonObject("notes");
    assertThat(one.response().body().length()).isLessThan(2 * MIB);
    assertThat(included.getJsonArray("data").size()).isBetween(1, 2);
    assertThat(included.getBoolean("hasMore")).isTrue();
  }

  /// Each request costs the database seconds. Those of one user must not delay the others.
  @Test
  void expensiveRequestsDelayNoOtherCaller() throws Exception {
    scenario.sql(
        "insert into app.notes (user_id, title, body) select '%s', n::text, (select string_agg(md5((n * 10000 + g)::text), '') from generate_series(1, 2000) g) from generate_series(1, 400) n"
            .formatted(person.id()));
    String or =
        IntStream.range(0, 20)
            .mapToObj(i -> "body.icontains.zzzzz" + i)
            .collect(Collectors.joining(",", "(", ")"));
    ScenarioClient other = scenario.as(scenario.person());
    String own = "/folders/" + other.post("/folders", "{\"title\":\"f\"}").data().getLong("id");
    String batch = "{\"operations\":[{\"method\":\"GET\",\"path\":\"/notes?or=" + or + "\"}]}";
    try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
      List<Future<Answer>> dear = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        dear.add(threads.submit(() -> owner.get("/notes?or=" + or)));
        dear.add(threads.submit(() -> owner.post("/batch", batch)));
        dear.add(threads.submit(() -> owner.delete("/notes?max_affected=9&or=" + or)));
      }
      long begin = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        other.get(own).expect(200);
        other.get("/folders").expect(200);
        other.get("/folders?sort=title&include=notes&title[contains]=f").expect(200);
        other.patch(own, "{\"title\":\"f\"}").expect(200);
        other.patch("/folders?max_affected=1&title[contains]=f", "{\"title\":\"f\"}").expect(200);
        other.send("PATCH", own, "{\"title\":\"f\"}", "Idempotency-Key", "k" + i).expect(200);
      }
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertThat(dear).as("still under way").anyMatch(one -> !one.isDone());
      assertThat(millis).isLessThan(5_000);
      for (Future<Answer> one : dear) {
        assertThat(one.get().response().statusCode()).isIn(200, 503);
      }
    }
    owner.get("/notes?or=(title.eq.1,title.eq.2)").expect(200);
  }
}
