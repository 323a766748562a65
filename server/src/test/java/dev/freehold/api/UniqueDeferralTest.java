package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests writes of many rows whose unique values conflict in between, but not at the end. Entries
/// have a unique place within a list; an editor may change shared entries too.
final class UniqueDeferralTest {
  private static ApiScenario scenario;
  private ScenarioClient owner;
  private long list;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("places"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void person() {
    owner = scenario.as(scenario.person());
    list = owner.post("/lists", "{\"name\":\"mine\"}").expect(201).data().getLong("id");
  }

  /// Entries at the places 1 to `count`, with the codes `c1` …
  private List<Object> entries(int count) {
    String body =
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> "{\"list_id\":%d,\"place\":%d,\"code\":\"c%d\"}".formatted(list, i, i))
            .collect(Collectors.joining(",", "[", "]"));
    return owner.post("/entries", body).expect(201).column("entries", "id");
  }

  private List<Object> places() {
    return owner.get("/entries?sort=id").expect(200).column("entries", "place");
  }

  private static String row(Object id, int place) {
    return "{\"id\":" + id + ",\"place\":" + place + "}";
  }

  private static String operation(String method, String path, String body) {
    return new JsonObject()
        .put("method", method)
        .put("path", path)
        .put("body", body.isEmpty() ? null : new JsonObject(body))
        .encode()
        .replace(",\"body\":null", "");
  }

  private static String batch(List<String> operations) {
    return "{\"operations\":[" + String.join(",", operations) + "]}";
  }

  /// Moves entries to new places, by one bulk `PATCH` or by a batch.
  private Answer move(String way, List<Object> ids, List<Integer> places) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      parts.add(
          way.equals("bulk")
              ? row(ids.get(i), places.get(i))
              : operation("PATCH", "/entries/" + ids.get(i), "{\"place\":" + places.get(i) + "}"));
    }
    return way.equals("bulk")
        ? owner.patch("/entries", "[" + String.join(",", parts) + "]")
        : owner.post("/batch", batch(parts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bulk  | swap     | 0,1   | 2,1
          batch | swap     | 0,1   | 2,1
          bulk  | rotation | 0,1,2 | 2,3,1
          batch | rotation | 0,1,2 | 2,3,1
          bulk  | shift    | 0,1,2 | 2,3,4
          bulk  | shift    | 2,1,0 | 4,3,2
          batch | shift    | 0,1,2 | 2,3,4
          batch | shift    | 2,1,0 | 4,3,2
          bulk  | shift    | 1,2   | 0,1
          """)
  void theEndStateCounts(String way, String what, String rows, String values) {
    List<Object> ids = entries(3);
    if (what.equals("shift") && rows.startsWith("1")) {
      // Down by one: the first entry makes room.
      owner.patch("/entries/" + ids.get(0), "{\"place\":9}").expect(200);
    }
    List<Object> moved = new ArrayList<>();
    for (String row : rows.split(",", -1)) {
      moved.add(ids.get(Integer.parseInt(row)));
    }
    List<Integer> places = new ArrayList<>();
    for (String value : values.split(",", -1)) {
      places.add(Integer.parseInt(value));
    }
    Answer answer = move(way, moved, places).expect(200);
    if (way.equals("bulk")) {
      assertThat(answer.column("entries", "place")).isEqualTo(List.copyOf(places));
    }
    for (int i = 0; i < moved.size(); i++) {
      Answer row = owner.get("/entries/" + moved.get(i)).expect(200);
      assertThat(row.data().getInteger("place")).isEqualTo(places.get(i));
      assertThat(
              scenario.query("select _version::text from app.entries where id = " + moved.get(i)))
          .as("updated once")
          .isEqualTo("2");
    }
  }

  @Test
  void anUpdateOfAllByQueryIsOneStatement() {
    entries(3);
    owner
        .patch("/entries?place[gte]=1&max_affected=10", "{\"place\":7}")
        .expect(409, "CONFLICT")
        .details("list_id taken", "place taken");
    assertThat(places()).containsExactly(1, 2, 3);
  }

  @Test
  void aDryRunAndAnIdempotentRequestDoTheSame() {
    List<Object> ids = entries(2);
    String swap = "[" + row(ids.get(0), 2) + "," + row(ids.get(1), 1) + "]";
    owner.patch("/entries?dry_run=true", swap).expect(200);
    assertThat(places()).containsExactly(1, 2);
    for (int i = 0; i < 2; i++) {
      owner.send("PATCH", "/entries", swap, "Idempotency-Key", "swap").expect(200);
      assertThat(places()).containsExactly(2, 1);
    }
    String conflict = "[" + row(ids.get(0), 1) + "]";
    owner.patch("/entries?dry_run=true", conflict).expect(409, "CONFLICT");
  }

  @Test
  void deletedRowsFreeTheirValues() {
    List<Object> ids = entries(2);
    String create = "{\"list_id\":" + list + ",\"place\":1,\"code\":\"c1\"}";
    String post = operation("POST", "/entries", create);
    owner
        .post("/batch", batch(List.of(operation("DELETE", "/entries/" + ids.get(0), ""), post)))
        .expect(200);
    Object now = owner.get("/entries?place=1").column("entries", "id").getFirst();
    owner
        .post("/batch", batch(List.of(post, operation("DELETE", "/entries/" + now, ""))))
        .expect(200);
    assertThat(owner.get("/entries?place=1").column("entries", "id"))
        .hasSize(1)
        .doesNotContain(ids.get(0), now);
    owner
        .post("/batch", batch(List.of(post, operation("DELETE", "/entries/" + ids.get(1), ""))))
        .expect(409, "CONFLICT");
    assertThat(places()).containsExactlyInAnyOrder(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bulk  | 0,1,2 | 2,1,4 | [2]
          batch | 0,1,2 | 2,1,4 | operations[2]
          bulk  | 0,1   | 7,7   | [1]
          batch | 0,1   | 7,7   | operations[1]
          bulk  | 0,1   | 4,1   | [0]
          batch | 1,0   | 1,4   | operations[1]
          """)
  void aConflictThatRemainsIsNamed(String way, String rows, String values, String place) {
    List<Object> ids = entries(4);
    List<Object> moved = new ArrayList<>();
    for (String row : rows.split(",", -1)) {
      moved.add(ids.get(Integer.parseInt(row)));
    }
    List<Integer> places = new ArrayList<>();
    for (String value : values.split(",", -1)) {
      places.add(Integer.parseInt(value));
    }
    move(way, moved, places)
        .expect(409, "CONFLICT")
        .details(place + ".list_id taken", place + ".place taken");
    assertThat(places()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aConflictInAnArrayWithinABatchIsNamed() {
    List<Object> ids = entries(3);
    String swap = "[" + row(ids.get(0), 2) + "," + row(ids.get(1), 1) + "]";
    String conflict = "[" + row(ids.get(0), 2) + "," + row(ids.get(1), 3) + "]";
    String operation = "{\"method\":\"PATCH\",\"path\":\"/entries\",\"body\":";
    owner.post("/batch", batch(List.of(operation + swap + "}"))).expect(200);
    owner
        .post("/batch", batch(List.of(operation + conflict + "}")))
        .expect(409, "CONFLICT")
        .details("operations[0][1].list_id taken", "operations[0][1].place taken");
    assertThat(places()).containsExactly(2, 1, 3);
  }

  @Test
  void anotherFailureIsReportedInsteadOfTheConflict() {
    List<Object> ids = entries(2);
    move("bulk", List.of(ids.get(0), ids.get(1), 999_999), List.of(2, 1, 3))
        .expect(404, "NOT_FOUND");
    move("batch", List.of(ids.get(0), ids.get(1), 999_999), List.of(2, 1, 3))
        .expect(404, "NOT_FOUND");
    owner
        .patch(
            "/entries",
            "[" + row(ids.get(0), 2) + ",{\"id\":" + ids.get(1) + ",\"list_id\":999999}]")
        .expect(400)
        .details("[1].list_id unknown_reference");
    assertThat(places()).containsExactly(1, 2);
  }

  @Test
  void valuesOfOtherOwnersDoNotConflictAndReferencesHold() {
    List<Object> ids = entries(2);
    ScenarioClient other = scenario.as(scenario.person());
    other.post("/lists", "{\"name\":\"mine\"}").expect(201);
    long second = owner.post("/lists", "{\"name\":\"second\"}").expect(201).data().getLong("id");
    owner
        .patch(
            "/lists",
            "[{\"id\":%d,\"name\":\"second\"},{\"id\":%d,\"name\":\"mine\"}]"
                .formatted(list, second))
        .expect(200);
    // Entries change their lists, and the lists are deleted in the same batch.
    owner
        .post(
            "/batch",
            batch(
                List.of(
                    operation(
                        "PATCH", "/entries/" + ids.get(0), "{\"list_id\":%d}".formatted(second)),
                    operation("PATCH", "/entries/" + ids.get(1), "{\"place\":1}"),
                    operation("DELETE", "/lists/" + list, ""))))
        .expect(200);
    assertThat(owner.get("/entries").column("entries", "id")).containsExactly(ids.get(0));
  }

  @Test
  void anEditorSwapsRowsOfAnOwner() {
    ScenarioClient editor = scenario.as(scenario.person("editor"));
    List<Object> ids =
        owner
            .post("/shared", "[{\"place\":1},{\"place\":2},{\"place\":3}]")
            .expect(201)
            .column("shared", "id");
    editor.patch("/shared", "[" + row(ids.get(0), 2) + "," + row(ids.get(1), 1) + "]").expect(200);
    editor
        .patch("/shared", "[" + row(ids.get(0), 1) + "," + row(ids.get(1), 3) + "]")
        .expect(409, "CONFLICT")
        .details("[1].place taken");
  }

  @Test
  void concurrentSwapsAllEndInAPermutation() throws Exception {
    List<Object> ids = entries(2);
    String one = "[" + row(ids.get(0), 2) + "," + row(ids.get(1), 1) + "]";
    String two = "[" + row(ids.get(1), 2) + "," + row(ids.get(0), 1) + "]";
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 24; i++) {
        String body = i % 2 == 0 ? one : two;
        answers.add(clients.submit(() -> owner.patch("/entries", body).response().statusCode()));
      }
    }
    for (Future<Integer> answer : answers) {
      assertThat(answer.get()).isIn(200, 409, 429, 503);
    }
    assertThat(places()).containsExactlyInAnyOrder(1, 2);
  }
}
