package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The database becomes unavailable while the whole server runs, and comes back.
final class AppOutageTest {
  private static final Path DIRECTORY = BuildDirectory.path("test-database-outage");

  @Test
  void anOutageIsReportedAtOnceAndTheServerRecovers() throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(DIRECTORY, _ -> {});
    try (RunningApp running = RunningApp.on(postgres.target(), RunningApp.example("tasks"))) {
      ScenarioClient health = running.nobody("");
      health.get("/readyz").expect(200);
      SignedUpUser person = running.person();
      long id =
          person.client().post("/tasks", "{\"title\":\"before\"}").expect(201).data().getLong("id");

      postgres.close();
      for (int i = 0; i < 3; i++) {
        for (String call : List.of("GET", "POST", "PATCH", "DELETE")) {
          away(person.client(), call, id);
        }
      }
      TestDatabase.await(1_500, () -> status(health, "/readyz") == 503);
      assertThat(health.get("/readyz").expect(503, "UNAVAILABLE").header("Retry-After"))
          .isNotEmpty();
      health.get("/healthz").expect(200);
      health.get("/docs").expect(200);
      String login =
          "{\"email\":\"" + person.email() + "\",\"password\":\"" + RunningApp.PASSWORD + "\"}";
      running.nobody().post("/auth/login", login).expect(503, "UNAVAILABLE");

      postgres = EmbeddedPostgres.start(DIRECTORY, _ -> {});
      TestDatabase.await(1_000, () -> status(person.client(), "/tasks/" + id) == 200);
      TestDatabase.await(1_000, () -> status(health, "/readyz") == 200);
      assertThat(person.client().get("/tasks").column("tasks", "title")).containsExactly("before");
      ScenarioClient nobody = running.nobody();
      TestDatabase.await(
          1_000, () -> nobody.post("/auth/login", login).response().statusCode() == 200);
    } finally {
      postgres.close();
    }
  }

  private static void away(ScenarioClient client, String method, long id) {
    String path = method.equals("POST") ? "/tasks" : "/tasks/" + id;
    String body = method.startsWith("P") ? "{\"title\":\"while away\"}" : null;
    long begin = System.nanoTime();
    Answer answer = client.send(method, path, body).expect(503, "UNAVAILABLE");
    assertThat(System.nanoTime() - begin).as(method).isLessThan(1_500_000_000L);
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    assertThat(answer.json().getString("outcome")).isEqualTo(method.equals("GET") ? null : "none");
    answer.bodyHasNo("socket").bodyHasNo("postgres");
  }

  private static int status(ScenarioClient client, String path) {
    return client.get(path).response().statusCode();
  }
}
