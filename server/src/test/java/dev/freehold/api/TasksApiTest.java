package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestSpecs;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests every endpoint of the Tasks API for an anonymous caller, the owner and another user, on a
/// real socket and database.
final class TasksApiTest {
  private static final String SECRET_TITLE = "Owner's own title";
  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(TestSpecs.tasks());
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @Test
  void createsReadsChangesAndDeletes() {
    Person owner = scenario.person();
    ScenarioClient client = scenario.as(owner);

    Answer created = client.post("/tasks", "{\"title\":\"  Milk \"}").expect(201);
    JsonObject row = created.data();
    assertThat(new ArrayList<>(row.fieldNames()))
        .containsExactly(
            "id", "user_id", "title", "description", "completed", "created_at", "updated_at");
    assertThat(row.getString("title")).isEqualTo("Milk");
    assertThat(row.getString("user_id")).isEqualTo(owner.id().toString());
    assertThat(row.getValue("description")).isNull();
    assertThat(row.getBoolean("completed")).isFalse();
    assertThat(row.getString("created_at")).endsWith("Z").isEqualTo(row.getString("updated_at"));
    assertThat(Instant.parse(row.getString("created_at"))).isBeforeOrEqualTo(Instant.now());
    String path = "/tasks/" + row.getLong("id");
    assertThat(created.header("Location")).isEqualTo("/api/v1" + path);
    assertThat(created.version()).isEqualTo("1");

    Answer read = client.get(path).expect(200);
    assertThat(read.data()).isEqualTo(row);
    assertThat(read.version()).isEqualTo("1");

    Answer patched =
        client
            .patch(path, "{\"completed\":true,\"description\":\"<b>two</b> litres\"}")
            .expect(200);
    assertThat(patched.version()).isEqualTo("2");
    assertThat(patched.data().getString("title")).isEqualTo("Milk");
    assertThat(patched.data().getString("description")).isEqualTo("two litres");
    assertThat(patched.data().getBoolean("completed")).isTrue();
    assertThat(patched.data().getString("created_at")).isEqualTo(row.getString("created_at"));
    assertThat(patched.data().getString("updated_at")).isGreaterThan(row.getString("updated_at"));

    Answer put = client.put(path, "{\"description\":null}").expect(200);
    assertThat(put.version()).isEqualTo("3");
    assertThat(put.data().getValue("description")).isNull();
    assertThat(put.data().getBoolean("completed")).isTrue();

    Answer same = client.patch(path, "{}").expect(200);
    assertThat(same.version()).isEqualTo("3");
    assertThat(same.data()).isEqualTo(put.data());

    assertThat(client.delete(path).expect(204).response().body()).isEmpty();
    client.get(path).expect(404, "NOT_FOUND");
    client.delete(path).expect(404, "NOT_FOUND");
    client.patch(path, "{}").expect(404, "NOT_FOUND");
  }

  @Test
  void revealsNoRowOfAnotherUser() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient other = scenario.as(scenario.person());
    String path =
        "/tasks/"
            + owner.post("/tasks", "{\"title\":\"" + SECRET_TITLE + "\"}").data().getLong("id");
    JsonObject before = owner.get(path).data();
    String missing = "/tasks/9007199254740991";

    for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
      String body = method.startsWith("P") ? "{\"title\":\"taken over\"}" : null;
      Answer foreign =
          other.send(method, path, body).expect(404, "NOT_FOUND").bodyHasNo(SECRET_TITLE);
      Answer absent = other.send(method, missing, body).expect(404, "NOT_FOUND");
      assertThat(withoutId(foreign)).as(method).isEqualTo(withoutId(absent));
      assertThat(foreign.header("ETag")).isEmpty();
      scenario
          .nobody()
          .send(method, path, body)
          .expect(401, "UNAUTHORIZED")
          .bodyHasNo(SECRET_TITLE);
    }
    other.get("/tasks").expect(200).bodyHasNo(SECRET_TITLE);
    other.get("/tasks?status=pending&page=1&limit=100").expect(200).bodyHasNo(SECRET_TITLE);
    assertThat(other.get("/tasks").data().getJsonObject("pagination").getInteger("total")).isZero();
    scenario.nobody().get("/tasks").expect(401, "UNAUTHORIZED").bodyHasNo(SECRET_TITLE);
    scenario.nobody().post("/tasks", "{\"title\":\"x\"}").expect(401, "UNAUTHORIZED");
    assertThat(owner.get(path).data()).isEqualTo(before);
  }

  @Test
  void listsPagesInOrderWithTotals() {
    ScenarioClient owner = scenario.as(scenario.person());
    for (int i = 1; i <= 7; i++) {
      owner
          .post("/tasks", "{\"title\":\"t" + i + "\",\"completed\":" + (i % 3 == 0) + "}")
          .expect(201);
    }

    Answer all = owner.get("/tasks").expect(200);
    assertThat(all.column("tasks", "title"))
        .containsExactly("t7", "t6", "t5", "t4", "t3", "t2", "t1");
    assertThat(pagination(all))
        .isEqualTo("{\"page\":1,\"limit\":20,\"total\":7,\"totalPages\":1,\"nextCursor\":null}");
    Answer second = owner.get("/tasks?page=2&limit=3");
    assertThat(second.column("tasks", "title")).containsExactly("t4", "t3", "t2");
    assertThat(pagination(second))
        .startsWith("{\"page\":2,\"limit\":3,\"total\":7,\"totalPages\":3,\"nextCursor\":\"");
    Answer done = owner.get("/tasks?status=completed");
    assertThat(done.column("tasks", "title")).containsExactly("t6", "t3");
    assertThat(pagination(done))
        .isEqualTo("{\"page\":1,\"limit\":20,\"total\":2,\"totalPages\":1,\"nextCursor\":null}");
    assertThat(owner.get("/tasks?status=pending&limit=1").column("tasks", "title"))
        .containsExactly("t7");
    Answer beyond = owner.get("/tasks?page=1000000&limit=100").expect(200);
    assertThat(beyond.column("tasks", "title")).isEmpty();
    assertThat(pagination(beyond))
        .isEqualTo(
            "{\"page\":1000000,\"limit\":100,\"total\":7,\"totalPages\":1,\"nextCursor\":null}");
    assertThat(pagination(scenario.as(scenario.person()).get("/tasks")))
        .isEqualTo("{\"page\":1,\"limit\":20,\"total\":0,\"totalPages\":0,\"nextCursor\":null}");
  }

  @Test
  void refusesBadInputAndChangesNothing() {
    ScenarioClient owner = scenario.as(scenario.person());
    String path = "/tasks/" + owner.post("/tasks", "{\"title\":\"kept\"}").data().getLong("id");

    owner
        .post("/tasks", "{\"titel\":1,\"completed\":\"no\",\"user_id\":null}")
        .expect(400, "VALIDATION_ERROR")
        .details("titel unknown", "completed type", "user_id read_only", "title required");
    owner.patch(path, "{\"title\":null}").expect(400, "VALIDATION_ERROR").details("title not_null");
    owner
        .patch(path, "{\"title\":\"" + "x".repeat(201) + "\"}")
        .expect(400)
        .details("title too_long");
    owner.put(path, "{\"id\":0}").expect(400).details("id read_only");
    owner.post("/tasks", "{\"title\":\"a\",\"title\":\"b\"}").expect(400, "MALFORMED_JSON");
    owner.post("/tasks", "{\"title\":\"a\"").expect(400, "MALFORMED_JSON");
    owner.post("/tasks", "").expect(400, "MALFORMED_JSON");
    owner.post("/tasks", "[".repeat(5_000)).expect(400, "VALIDATION_ERROR").details(" too_deep");
    owner.post("/tasks", "{\"title\":\"a\\u0000\"}").expect(400).details("title character");
    owner.post("/tasks", "{\"title\":\"\\ud800\"}").expect(400).details("title character");
    owner.post("/tasks", "{\"\\ud800\":1,\"title\":\"a\"}").expect(400);
    owner
        .post("/tasks", "{\"title\":\"" + "x".repeat(1 << 20) + "\"}")
        .expect(413, "PAYLOAD_TOO_LARGE");
    for (String id : List.of("0", "-1", "007", "1e3", "x", "1.0", "9223372036854775808", "%00")) {
      assertThat(owner.get("/tasks/" + id).response().statusCode()).as(id).isBetween(400, 404);
      assertThat(owner.delete("/tasks/" + id).response().statusCode()).as(id).isBetween(400, 404);
    }
    owner.get("/tasks/0").expect(400, "VALIDATION_ERROR").details("id format");
    owner
        .get("/tasks?page=0&limit=101&status=x&z=1")
        .expect(400, "VALIDATION_ERROR")
        .details("page out_of_range", "limit out_of_range", "status not_one_of", "z unknown");
    owner.get("/tasks?page=1&page=1").expect(400).details("page repeated");
    owner.get(path + "?limit=1").expect(400).details("limit unknown");
    owner.delete(path + "?force=1").expect(400).details("force unknown");
    owner.patch(path + "?x=1", "{\"title\":\"changed\"}").expect(400);
    owner.post("/tasks?x=1", "{\"title\":\"changed\"}").expect(400);

    assertThat(owner.get("/tasks").column("tasks", "title")).containsExactly("kept");
    assertThat(owner.get(path).version()).isEqualTo("1");
  }

  @Test
  void acceptsAWholeRowAsItWasRead() {
    ScenarioClient owner = scenario.as(scenario.person());
    long id = owner.post("/tasks", "{\"title\":\"one\"}").expect(201).data().getLong("id");
    String path = "/tasks/" + id;
    JsonObject row = owner.get(path).expect(200).data();
    JsonObject changed = row.copy().put("title", "two");
    JsonObject stored = owner.put(path, changed.encode()).expect(200).data();
    assertThat(stored.getString("title")).isEqualTo("two");
    assertThat(stored.getString("updated_at")).isGreaterThan(row.getString("updated_at"));
    // The times of the first read belong to an older version now.
    owner.patch(path, changed.encode()).expect(400).details("updated_at read_only");
    assertThat(owner.patch(path, stored.encode()).expect(200).data().getString("title"))
        .isEqualTo("two");
    // Other JSON libraries spell the same values in another way.
    JsonObject spelled =
        owner
            .get(path)
            .expect(200)
            .data()
            .put("user_id", row.getString("user_id").toUpperCase(Locale.ROOT))
            .put("created_at", row.getString("created_at").replace("Z", "+00:00"));
    owner.put(path, spelled.encode()).expect(200);
    String echo = new JsonObject().put("id", id).encode();
    String tag = owner.get(path).header("ETag");
    assertThat(owner.patch(path, echo).expect(200).header("ETag")).isEqualTo(tag);
    owner
        .patch(path, "{\"id\":" + (id + 1) + ",\"title\":\"\"}")
        .expect(400)
        .details("title too_short", "id read_only");
    owner
        .patch(path, "{\"user_id\":\"00000000-0000-0000-0000-000000000000\"}")
        .expect(400)
        .details("user_id read_only");
    owner.send("PUT", path, row.encode(), "If-Match", "\"1\"").expect(412, "PRECONDITION_FAILED");
    owner.send("PUT", path, owner.get(path).data().encode(), "If-Match", tag).expect(200);
    owner.patch(path, "{\"id\":{\"a\":[1]}}").expect(400).details("id read_only");
    owner.put("/tasks/9000000", row.encode()).expect(404, "NOT_FOUND");
    scenario.as(scenario.person()).put(path, stored.encode()).expect(404, "NOT_FOUND");
  }

  @Test
  void keepsTextByteForByte() {
    ScenarioClient owner = scenario.as(scenario.person());
    for (String title :
        List.of(
            "👩‍👩‍👧‍👦",
            "שלום עולם",
            "e\u0301\u0323",
            "a\u202ebc",
            "a\u200bb",
            "x\uFEFFx",
            "'; drop table",
            "\uD83D\uDE00\uFFFF",
            "\u0001\u007f",
            "\\u0000",
            "%00",
            "<i",
            "日本語",
            "ﷺ")) {
      String body = new JsonObject().put("title", title).encode();
      JsonObject row = owner.post("/tasks", body).expect(201).data();
      assertThat(row.getString("title")).isEqualTo(title);
      assertThat(owner.get("/tasks/" + row.getLong("id")).data().getString("title"))
          .isEqualTo(title);
    }
  }

  @Test
  void losesNoConcurrentUpdate() throws Exception {
    ScenarioClient owner = scenario.as(scenario.person());
    String path = "/tasks/" + owner.post("/tasks", "{\"title\":\"start\"}").data().getLong("id");
    int rounds = 60;
    try (ExecutorService people = Executors.newFixedThreadPool(8)) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        String body = i % 2 == 0 ? "{\"title\":\"last\"}" : "{\"description\":\"last too\"}";
        answers.add(people.submit(() -> owner.patch(path, body)));
      }
      List<String> versions = new ArrayList<>();
      for (Future<Answer> answer : answers) {
        versions.add(answer.get().expect(200).header("ETag"));
      }
      assertThat(versions).doesNotHaveDuplicates();
    }

    Answer end = owner.get(path);
    assertThat(end.version()).isEqualTo(Integer.toString(rounds + 1));
    assertThat(end.data().getString("title")).isEqualTo("last");
    assertThat(end.data().getString("description")).isEqualTo("last too");
  }

  @Test
  void aWriteWithTheTokenOfADeletedAccountIsRefused() {
    Person gone = scenario.person();
    scenario.as(gone).post("/tasks", "{\"title\":\"x\"}").expect(201);
    scenario.sql("delete from auth.users where id = '" + gone.id() + "'");

    scenario.as(gone).post("/tasks", "{\"title\":\"x\"}").expect(401, "INVALID_TOKEN");
    scenario
        .as(gone)
        .send("POST", "/tasks", "{\"title\":\"x\"}", "Idempotency-Key", "once")
        .expect(401, "INVALID_TOKEN");
    assertThat(
            scenario.query(
                "select count(*)::text from app.tasks where user_id = '" + gone.id() + "'"))
        .isEqualTo("0");
  }

  private static String pagination(Answer answer) {
    return answer.data().getJsonObject("pagination").encode();
  }

  private static JsonObject withoutId(Answer answer) {
    JsonObject error = answer.json();
    error.getJsonObject("error").remove("requestId");
    return error;
  }
}
