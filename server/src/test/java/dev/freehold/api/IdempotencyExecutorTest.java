package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One key makes one change, however often the request is sent.
final class IdempotencyExecutorTest {
  private static final String KEY = "Idempotency-Key";
  private static final String BODY = "{\"title\":\"once\"}";
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
  void somebody() {
    owner = scenario.as(scenario.person());
  }

  private List<Object> titles() {
    return owner.get("/tasks?limit=50").column("tasks", "title");
  }

  @Test
  void aRepeatedRequestGetsTheStoredResponse() {
    Answer first = owner.send("POST", "/tasks", BODY, KEY, "k1").expect(201);
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    for (String key : List.of("k1", "\"k1\"")) {
      Answer again = owner.send("POST", "/tasks", BODY, KEY, key).expect(201);
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(again.response().body()).isEqualTo(first.response().body());
      assertThat(again.header("Location")).isEqualTo(first.header("Location"));
      assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
      assertThat(again.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
    }
    assertThat(titles()).containsExactly("once");
    String path = first.header("Location").substring("/api/v1".length());
    owner.send("DELETE", path, null, KEY, "k2").expect(204);
    Answer deleted = owner.send("DELETE", path, null, KEY, "k2").expect(204);
    assertThat(deleted.header("Idempotency-Replayed")).isEqualTo("true");
    owner.send("DELETE", path, null, KEY, "k3").expect(404);
    owner.send("POST", "/tasks", "[" + BODY + "]", KEY, "k4").expect(201);
    owner.send("POST", "/tasks", "[" + BODY + "]", KEY, "k4").expect(201);
    assertThat(titles()).containsExactly("once");
  }

  @Test
  void anotherRequestWithTheKeyIsRefused() {
    String path =
        "/tasks/" + owner.send("POST", "/tasks", BODY, KEY, "k").expect(201).data().getLong("id");
    owner
        .send("POST", "/tasks", "{\"title\":\"twice\"}", KEY, "k")
        .expect(422, "IDEMPOTENCY_MISMATCH");
    owner.send("POST", "/projects", BODY, KEY, "k").expect(422);
    owner.send("PATCH", path, BODY, KEY, "k").expect(422);
    owner.send("POST", "/tasks?dry_run=false", BODY, KEY, "k").expect(422);
    owner.send("POST", "/tasks?dry_run=true", BODY, KEY, "k").expect(200);
    scenario.as(scenario.person()).send("POST", "/tasks", BODY, KEY, "k").expect(201);
    assertThat(titles()).containsExactly("once");
  }

  @Test
  void aFailedRequestStoresNoKey() {
    owner.send("POST", "/tasks", "{\"title\":\"\"}", KEY, "k").expect(400);
    owner.send("POST", "/tasks", "{\"title\":\"x\",\"project_id\":99999}", KEY, "k").expect(400);
    owner.send("POST", "/tasks", BODY, KEY, "k").expect(201);
    assertThat(titles()).containsExactly("once");
  }

  @Test
  void aKeyIsVisibleAscii() {
    for (String key : List.of("", "a b", "x".repeat(256), "\"open")) {
      owner.send("POST", "/tasks", BODY, KEY, key).expect(400).details(KEY + " format");
    }
    owner.send("POST", "/tasks", BODY, KEY, "x".repeat(255)).expect(201);
    scenario.nobody().send("POST", "/tasks", BODY, KEY, "k").expect(401, "UNAUTHORIZED");
  }

  private static String storedKeys() {
    return scenario.query(
        "select coalesce(string_agg(key, ' ' order by key), '') from app._idempotency_keys");
  }

  @Test
  void aStoredResponseExpiresAfterADay() {
    owner.send("POST", "/tasks", BODY, KEY, "old").expect(201);
    scenario.sql("update app._idempotency_keys set created_at = now() - interval '25 hours'");
    owner.send("POST", "/tasks", BODY, KEY, "old").expect(201);
    assertThat(titles()).hasSize(2);
  }

  @Test
  void theExpiredKeysOfEverybodyAreDeleted() {
    scenario.sql("delete from app._idempotency_keys");
    owner.send("POST", "/tasks", BODY, KEY, "a").expect(201);
    scenario.as(scenario.person()).send("POST", "/tasks", BODY, KEY, "b").expect(201);
    scenario.sql("update app._idempotency_keys set created_at = now() - interval '24 hours'");
    owner.send("POST", "/tasks", BODY, KEY, "c").expect(201);
    scenario.sql(
        "insert into app._idempotency_keys (user_id, key, request_hash, created_at) select id, 'd'"
            + " || n, '', now() - interval '23 hours' from auth.users, generate_series(1, 2) n"
            + " where id in (select user_id from app._idempotency_keys where key = 'b')");
    IdempotencyKeySweeper sweeper =
        new IdempotencyKeySweeper(scenario.database(), TestDatabase.vertx(), _ -> {});
    assertThat(HttpTestServer.await(sweeper.sweep())).isEqualTo(2);
    assertThat(storedKeys()).isEqualTo("c d1 d2");
    assertThat(HttpTestServer.await(sweeper.sweep())).isZero();
  }

  /// A sweep deletes the oldest keys first, and a limited number of them.
  @Test
  void aSweepIsBounded() {
    owner.send("POST", "/tasks", BODY, KEY, "mine").expect(201);
    scenario.sql(
        "insert into app._idempotency_keys (user_id, key, request_hash, created_at) select user_id,"
            + " 'x' || n, '', now() - interval '2 days' + n * interval '1 second' from"
            + " app._idempotency_keys, generate_series(1, 502) n where key = 'mine'");
    IdempotencyKeySweeper sweeper =
        new IdempotencyKeySweeper(scenario.database(), TestDatabase.vertx(), _ -> {});
    assertThat(HttpTestServer.await(sweeper.sweep())).isEqualTo(500);
    assertThat(storedKeys()).contains("x501", "x502").doesNotContain("x500");
    assertThat(HttpTestServer.await(sweeper.sweep())).isEqualTo(2);
  }

  @Test
  void aStoredResponseIsNotRepeatedAfterACallerLostARole() {
    Person person = scenario.person("editor", "auditor");
    ScenarioClient editor = scenario.as(person);
    String post = "{\"title\":\"p\"}";
    editor.send("POST", "/posts", post, KEY, "k").expect(201);
    String batch = "{\"operations\":[{\"method\":\"POST\",\"path\":\"/posts\",\"body\":%s}]}";
    editor.send("POST", "/batch", batch.formatted(post), KEY, "b").expect(200);
    editor.send("POST", "/posts", post, KEY, "k").expect(201);

    for (String[] roles : new String[][] {{}, {"editor"}, {"auditor"}}) {
      ScenarioClient now = scenario.as(scenario.withRoles(person, roles));
      Answer again = now.send("POST", "/posts", post, KEY, "k").expect(409, "ALREADY_PROCESSED");
      again.bodyHasNo("verdict");
      assertThat(again.header("ETag")).isEmpty();
      now.send("POST", "/batch", batch.formatted(post), KEY, "b").expect(409, "ALREADY_PROCESSED");
      now.send("POST", "/posts", "{\"title\":\"q\"}", KEY, "k").expect(422, "IDEMPOTENCY_MISMATCH");
    }
    // An additional role that shows no more fields makes no difference.
    scenario
        .as(scenario.withRoles(person, "auditor", "editor", "ghost"))
        .send("POST", "/posts", post, KEY, "k")
        .expect(201);
    assertThat(
            scenario.query(
                "select count(*)::text from app.posts where user_id = '" + person.id() + "'"))
        .isEqualTo("2");
  }

  /// Beyond 16 MiB the write still happens once, but its response is not stored.
  @Test
  void theStoredBytesOfAUserAreBounded() {
    owner.send("POST", "/tasks", BODY, KEY, "first").expect(201);
    scenario.sql(
        "update app._idempotency_keys set body = convert_to(repeat('x', (16 << 20) - 900), 'UTF8')"
            + " where key = 'first'");
    owner.send("POST", "/tasks", BODY, KEY, "fits").expect(201);
    owner.send("POST", "/tasks", BODY, KEY, "fits").expect(201);
    String rows = "[" + (BODY + ",").repeat(4) + BODY + "]";
    owner.send("POST", "/tasks", rows, KEY, "large").expect(201);
    owner.send("POST", "/tasks", rows, KEY, "large").expect(409, "ALREADY_PROCESSED");
    owner.send("POST", "/tasks", "[]", KEY, "large").expect(400);
    assertThat(titles()).hasSize(7);
    scenario.as(scenario.person()).send("POST", "/tasks", rows, KEY, "large").expect(201);
    scenario.sql("delete from app._idempotency_keys where key = 'first'");
  }

  @Test
  void theStoredKeysOfAUserAreBounded() {
    Person person = scenario.person();
    ScenarioClient busy = scenario.as(person);
    scenario.sql(
        "insert into app._idempotency_keys (user_id, key, request_hash) select '"
            + person.id()
            + "', n::text, '' from generate_series(1, 19999) n");
    busy.send("POST", "/tasks", BODY, KEY, "last").expect(201);
    busy.send("POST", "/tasks", BODY, KEY, "more")
        .expect(409, "CONFLICT")
        .details(KEY + " too_many");
    busy.send("POST", "/tasks", BODY, KEY, "last").expect(201);
    busy.post("/tasks", BODY).expect(201);
    assertThat(busy.get("/tasks?limit=50").column("tasks", "title")).hasSize(2);
    owner.send("POST", "/tasks", BODY, KEY, "more").expect(201);
  }

  @Test
  void aBatchOfReadsIsNotStored() {
    String batch = "{\"operations\":[{\"method\":\"GET\",\"path\":\"/tasks\"}]}";
    Answer empty = owner.send("POST", "/batch", batch, KEY, "reads").expect(200);
    owner.post("/tasks", BODY).expect(201);
    Answer now = owner.send("POST", "/batch", batch, KEY, "reads").expect(200);
    assertThat(now.header("Idempotency-Replayed")).isEmpty();
    assertThat(now.response().body()).isNotEqualTo(empty.response().body()).contains("once");
    owner.send("POST", "/tasks", BODY, KEY, "reads").expect(201);
  }

  @Test
  void concurrentRepetitionsChangeOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        answers.add(threads.submit(() -> owner.send("POST", "/tasks", BODY, KEY, "race")));
      }
      for (Future<Answer> answer : answers) {
        Answer got = answer.get();
        if (got.response().statusCode() == 409) {
          got.details(KEY + " taken");
        } else {
          got.expect(201);
        }
      }
    }
    assertThat(titles()).containsExactly("once");
  }
}
