package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.spec.Spec;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests changes of many rows: all or none, only the caller's own, and never more than intended.
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
  void updatesEachRowByItsId() {
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
  void acceptsWholeRowsAsTheyWereRead() {
    three();
    List<JsonObject> rows = read(owner);
    List<JsonObject> changed = rows.stream().map(JsonObject::copy).toList();
    changed.forEach(row -> row.put("title", row.getString("title") + "!"));
    assertThat(owner.patch("/tasks", array(changed)).expect(200).column("tasks", "title"))
        .containsExactly("t1!", "t2!", "t3!");
    // The times of the first read belong to older versions now.
    Answer stale = owner.patch("/tasks", array(rows)).expect(400, "VALIDATION_ERROR");
    stale.details(
        "[0].updated_at read_only", "[1].updated_at read_only", "[2].updated_at read_only");
    assertThat(stale.error().getJsonArray("details").getJsonObject(0).getString("message"))
        .startsWith("[0].updated_at is not that of the row, which may have changed");
    rows = read(owner);
    // Rows with and without such fields, in another order.
    List<JsonObject> mixed =
        List.of(
            rows.get(2).copy().put("rank", 7),
            new JsonObject().put("id", rows.get(0).getValue("id")).put("title", "t1"),
            rows.get(1));
    owner.patch("/tasks?dry_run=true", array(mixed)).expect(200);
    String batch =
        "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"/tasks\",\"body\":%s}]}"
            .formatted(array(mixed));
    owner.post("/batch", batch).expect(200);
    assertThat(read(owner).stream().map(row -> row.getString("title")))
        .containsExactly("t1", "t2!", "t3!");
    assertThat(owner.get("/tasks?sort=id").column("tasks", "rank")).containsExactly(1, 2, 7);
    owner
        .post("/batch", batch)
        .expect(400, "VALIDATION_ERROR")
        .details("operations[0][0].updated_at read_only", "operations[0][2].updated_at read_only");
  }

  @Test
  void reportsEveryViolationOfWholeRows() {
    three();
    List<JsonObject> rows = read(owner);
    Object id = rows.get(0).getValue("id");
    JsonObject another = rows.get(1).copy().put("user_id", "x").put("rank", "x");
    owner
        .patch("/tasks", array(List.of(new JsonObject().put("id", id).put("title", ""), another)))
        .expect(400, "VALIDATION_ERROR")
        .details("[0].title too_short", "[1].rank type", "[1].user_id read_only");
    owner
        .patch("/tasks", array(List.of(rows.get(0), rows.get(0))))
        .expect(400, "VALIDATION_ERROR")
        .details("[1].id repeated");
    owner
        .patch(
            "/tasks",
            array(List.of(new JsonObject().put("user_id", "x"), rows.get(0).put("user_id", "x"))))
        .expect(400, "VALIDATION_ERROR")
        .details("[0].id required", "[1].user_id read_only");
    assertThat(read(owner).stream().map(row -> row.getString("title")))
        .containsExactly("t1", "t2", "t3");
  }

  /// The answer does not depend on the values of a row that the caller may not change.
  @Test
  void wholeRowsOfOthersAreNotCompared() {
    three();
    List<JsonObject> theirs = read(owner);
    JsonObject own =
        other.post("/tasks", rows(1)).expect(201).data().getJsonArray("tasks").getJsonObject(0);
    JsonObject right = theirs.getFirst();
    JsonObject wrong = right.copy().put("user_id", own.getString("user_id"));
    JsonObject missing = right.copy().put("id", 9_000_000);
    for (JsonObject row : List.of(right, wrong, missing)) {
      other.patch("/tasks", array(List.of(own, row))).expect(404, "NOT_FOUND");
      other
          .patch("/tasks", array(List.of(own, row.copy().put("title", ""))))
          .expect(400, "VALIDATION_ERROR")
          .details("[1].title too_short");
    }
    // Everyone may read posts. Only their owners and editors may change them.
    Object post = owner.post("/posts", "{\"title\":\"p\"}").expect(201).data().getValue("id");
    JsonObject seen = other.get("/posts/" + post).expect(200).data();
    other.patch("/posts", array(List.of(seen))).expect(404, "NOT_FOUND");
    other.patch("/posts", array(List.of(seen.copy().put("rating", 5)))).expect(404, "NOT_FOUND");
    owner.patch("/posts", array(List.of(seen.copy().put("title", "q")))).expect(200);
  }

  @Test
  void wholeRowsAreComparedWithTheRowThatIsUpdated() throws Exception {
    three();
    List<JsonObject> rows = read(owner);
    try (ConcurrentWrite write = new ConcurrentWrite()) {
      write.run("update app.tasks set updated_at = now() where id = " + rows.get(1).getValue("id"));
      Future<Answer> answer = write.ask(() -> owner.patch("/tasks", array(rows)));
      write.awaitWaiting();
      write.run("commit");
      answer.get().expect(400).details("[1].updated_at read_only");
    }
  }

  /// An array in descending order waits for the first row and locks no row meanwhile.
  @Test
  void rowsAreLockedInTheOrderOfTheirIds() throws Exception {
    three();
    List<JsonObject> rows = read(owner).reversed();
    List<JsonObject> plain =
        rows.stream()
            .map(row -> new JsonObject().put("id", row.getValue("id")).put("done", true))
            .toList();
    for (List<JsonObject> body : List.of(rows, plain)) {
      try (ConcurrentWrite write = new ConcurrentWrite()) {
        write.lock(rows.getLast());
        Future<Answer> answer = write.ask(() -> owner.patch("/tasks", array(body)));
        write.awaitWaiting();
        write.lock(rows.getFirst());
        write.run("commit");
        assertThat(answer.get().expect(200).column("tasks", "title"))
            .containsExactly("t3", "t2", "t1");
      }
    }
  }

  /// A short body cannot make the server keep many long values.
  @Test
  void limitsTheComparedRows() {
    Spec.Field blob =
        Spec.Field.builder("blob", FieldType.of(ScalarType.JSON)).writeOnce(true).build();
    Spec.Field title = Spec.Field.builder("title", FieldType.of(ScalarType.TEXT)).build();
    Spec spec =
        new Spec(
            "Blobs",
            "1.0.0",
            null,
            Spec.Auth.DEFAULT,
            List.of(Spec.Resource.builder("blobs", List.of(title, blob)).build()));
    try (ApiScenario blobs = new ApiScenario(spec)) {
      ScenarioClient client = blobs.as(blobs.person());
      List<JsonObject> stored = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String body = new JsonObject().put("blob", "x".repeat(900_000)).encode();
        stored.add(client.post("/blobs", body).expect(201).data());
      }
      List<JsonObject> wrong = stored.stream().map(row -> row.copy().put("blob", 0)).toList();
      wrong.forEach(row -> row.remove("updated_at"));
      client
          .send("PATCH", "/blobs", array(wrong), "Prefer", "return=minimal")
          .expect(400, "VALIDATION_ERROR")
          .details(" too_large");
      client
          .patch("/blobs", array(wrong.subList(0, 2)))
          .expect(400, "VALIDATION_ERROR")
          .details("[0].blob read_only", "[1].blob read_only");
      JsonObject first = stored.getFirst().copy().put("title", "one");
      client.patch("/blobs", array(List.of(first))).expect(200);
    }
  }

  private static List<JsonObject> read(ScenarioClient client) {
    return client.get("/tasks?sort=id").expect(200).data().getJsonArray("tasks").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static String array(List<JsonObject> rows) {
    return rows.stream().map(JsonObject::encode).collect(Collectors.joining(",", "[", "]"));
  }

  /// A transaction of the superuser, and concurrent requests in threads of their own.
  private static final class ConcurrentWrite implements AutoCloseable {
    private final AdminConnection connection = scenario.connection();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ConcurrentWrite() {
      connection.execute("begin");
    }

    void run(String sql) {
      connection.execute(sql);
    }

    /// Locks a row of `tasks`, or fails if it is locked.
    void lock(JsonObject row) {
      run("select from app.tasks where id = " + row.getValue("id") + " for update nowait");
    }

    Future<Answer> ask(Callable<Answer> request) {
      return threads.submit(request);
    }

    /// Waits until a statement waits for a row lock.
    void awaitWaiting() throws Exception {
      TestDatabase.await(
          () ->
              scenario.query("select count(*)::text from pg_locks where not granted").equals("1"));
    }

    @Override
    public void close() {
      connection.close();
      threads.close();
    }
  }

  @Test
  void updatesTheRowsThatMatch() {
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
  void deletesTheRowsThatMatch() {
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
