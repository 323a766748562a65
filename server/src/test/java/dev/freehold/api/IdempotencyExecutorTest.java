package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One change for one key, however often it is sent.
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
  void theSameRequestHasTheSameAnswer() {
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
  void anotherRequestIsAMismatch() {
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
  void aFailureLeavesNoKey() {
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

  @Test
  void anAnswerIsForgottenAfterADay() {
    owner.send("POST", "/tasks", BODY, KEY, "old").expect(201);
    owner.send("POST", "/tasks", BODY, KEY, "older").expect(201);
    scenario.sql("update app._idempotency_keys set created_at = now() - interval '25 hours'");
    owner.send("POST", "/tasks", BODY, KEY, "old").expect(201);
    assertThat(titles()).hasSize(3);
    assertThat(
            scenario.query(
                "select count(*)::text from app._idempotency_keys where created_at < now() -"
                    + " interval '1 hour' and key = 'older'"))
        .isEqualTo("0");
  }

  @Test
  void manyAtOnceChangeOnce() throws Exception {
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
