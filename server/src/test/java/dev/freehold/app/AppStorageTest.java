package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.event.Event;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk is full: writes are refused and change nothing; reads and sign-in continue.
final class AppStorageTest {
  private static final String TASK = "{\"title\":\"one\"}";

  @TempDir private Path directory;

  private static void isRefused(Answer answer) {
    answer.expect(503, "UNAVAILABLE");
    JsonObject body = answer.json();
    assertThat(body.getString("outcome")).isEqualTo("none");
    assertThat(body.getJsonObject("error").getString("message"))
        .startsWith("The storage of the service is full: nothing was changed.");
    assertThat(answer.header("Retry-After")).isEqualTo("30");
    answer.bodyHasNo("disk").bodyHasNo("could not extend").bodyHasNo("pg_wal");
  }

  private static String login(SignedUpUser person) {
    return new JsonObject()
        .put("email", person.email())
        .put("password", RunningApp.PASSWORD)
        .encode();
  }

  @Test
  void aWriteOnAFullDiskIs503() {
    for (String code : List.of("53100", "58030")) {
      try (RunningApp running = RunningApp.of(RunningApp.example("tasks"))) {
        SignedUpUser person = running.person();
        ScenarioClient client = person.client();
        long id = client.post("/tasks", TASK).expect(201).data().getLong("id");
        running.sql(
            "create function public.no_room() returns trigger language plpgsql as $$ begin raise"
                + " exception 'could not extend file' using errcode = '"
                + code
                + "'; end $$; create trigger no_room before insert or update or delete on app.tasks"
                + " for each row execute function public.no_room()");
        isRefused(client.post("/tasks", TASK));
        isRefused(client.send("PATCH", "/tasks/" + id, TASK));
        isRefused(client.send("DELETE", "/tasks/" + id, null));
        isRefused(client.send("POST", "/tasks", TASK, "Idempotency-Key", "k-1"));
        isRefused(
            client.post(
                "/batch",
                "{\"operations\":[{\"method\":\"POST\",\"path\":\"/tasks\",\"body\":"
                    + TASK
                    + "}]}"));
        client.get("/tasks/" + id).expect(200);
        assertThat(client.get("/tasks").expect(200).column("tasks", "title"))
            .containsExactly("one");
        running.nobody().post("/auth/login", login(person)).expect(200);
        running.sql(
            "create trigger no_room before insert or update on auth.sessions"
                + " for each row execute function public.no_room()");
        isRefused(running.nobody().post("/auth/login", login(person)));
        isRefused(
            running
                .nobody()
                .post(
                    "/auth/refresh",
                    new JsonObject().put("refresh_token", person.refreshToken()).encode()));
        client.get("/auth/me").expect(200);
        running.nobody("").get("/readyz").expect(200);
        assertThat(running.events())
            .filteredOn(e -> e instanceof Event.StorageFull)
            .hasSize(7)
            .allSatisfy(e -> assertThat(e.toString()).contains("could not extend file"));
        assertThat(running.events())
            .noneMatch(e -> e instanceof Event.RequestFailed || e instanceof Event.UncaughtFailure);
      }
    }
  }

  @Test
  void writesAreRefusedBeforeTheDiskIsFull() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "none", disk.toString()) == 0,
        "needs the right to mount");
    List<Event> events = new CopyOnWriteArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient();
        App app =
            App.start(
                RunningApp.example("tasks"),
                Config.read(
                    Map.of(
                        "FREEHOLD_DATA_DIR",
                        disk.resolve("data").toString(),
                        "PORT",
                        "0",
                        "RATE_LIMITS",
                        "off"),
                    directory),
                "0.0.0-test",
                events::add)) {
      String base = app.url() + "/api/v1";
      ScenarioClient nobody = new ScenarioClient(http, base, "", (_, _) -> {});
      String account =
          new JsonObject()
              .put("email", "ann@example.com")
              .put("password", RunningApp.PASSWORD)
              .encode();
      JsonObject session = nobody.post("/auth/signup", account).expect(201).data();
      ScenarioClient client =
          new ScenarioClient(
              http, base, "Bearer " + session.getString("access_token"), (_, _) -> {});
      client.post("/tasks", TASK).expect(201);
      String key =
          client
              .post("/auth/keys", "{\"name\":\"x\",\"scopes\":[\"*:read\"]}")
              .expect(201)
              .data()
              .getString("id");
      McpClient tools =
          new McpClient(
              new ScenarioClient(
                  http, app.url(), "Bearer " + session.getString("access_token"), (_, _) -> {}));

      Path fill = fill(disk);
      TestDatabase.await(() -> events.stream().anyMatch(e -> e instanceof Event.StorageLow));
      for (int i = 0; i < 3; i++) {
        isRefused(client.post("/tasks", TASK));
        isRefused(client.send("PATCH", "/tasks/1", TASK));
        isRefused(client.send("DELETE", "/tasks/1", null));
        isRefused(nobody.post("/auth/signup", account));
        assertThat(tools.refusal("tasks_create", TASK)).isEqualTo("UNAVAILABLE");
        assertThat(tools.call("tasks_list", "{}").getJsonArray("tasks")).hasSize(1);
        assertThat(client.get("/tasks").expect(200).column("tasks", "title"))
            .containsExactly("one");
        JsonObject now = nobody.post("/auth/login", account).expect(200).data();
        nobody
            .post(
                "/auth/refresh",
                new JsonObject().put("refresh_token", now.getString("refresh_token")).encode())
            .expect(200);
        ScenarioClient later =
            new ScenarioClient(http, base, "Bearer " + now.getString("access_token"), (_, _) -> {});
        JsonObject password =
            new JsonObject()
                .put("current_password", RunningApp.PASSWORD)
                .put("password", RunningApp.PASSWORD);
        client.put("/auth/password", password.encode()).expect(204);
        later.get("/tasks").expect(401, "INVALID_TOKEN");
        client.delete("/auth/sessions").expect(204);
        client.delete("/auth/sessions/" + UUID.randomUUID()).expect(404, "NOT_FOUND");
        JsonObject last = nobody.post("/auth/login", account).expect(200).data();
        new ScenarioClient(http, base, "Bearer " + last.getString("access_token"), (_, _) -> {})
            .send("POST", "/auth/logout", null)
            .expect(204);
        new ScenarioClient(http, app.url(), "", (_, _) -> {}).get("/readyz").expect(200);
      }
      isRefused(client.patch("/auth/me", "{\"name\":\"Ann\"}"));
      isRefused(client.post("/auth/keys", "{\"name\":\"y\",\"scopes\":[\"*:read\"]}"));
      client.get("/auth/me/export").expect(200);
      client.delete("/auth/keys/" + key).expect(204);
      nobody
          .post(
              "/auth/password/reset",
              new JsonObject().put("token", "x".repeat(43)).put("password", "new words").encode())
          .expect(400, "VALIDATION_ERROR");
      client
          .send(
              "DELETE", "/auth/me", new JsonObject().put("password", RunningApp.PASSWORD).encode())
          .expect(204);
      nobody.post("/auth/login", account).expect(401, "INVALID_CREDENTIALS");
      assertThat(events).filteredOn(e -> e instanceof Event.StorageLow).hasSize(1);

      Files.delete(fill);
      TestDatabase.await(() -> events.stream().anyMatch(e -> e instanceof Event.StorageRecovered));
      nobody.post("/auth/signup", account).expect(201);
    } finally {
      run("umount", disk.toString());
    }
  }

  /// Fills the disk except for 4 MiB.
  private static Path fill(Path disk) throws IOException {
    Path file = disk.resolve("fill");
    byte[] block = new byte[1 << 20];
    long blocks = Files.getFileStore(disk).getUsableSpace() / block.length - 4;
    try (var out = Files.newOutputStream(file)) {
      for (long i = 0; i < blocks; i++) {
        out.write(block);
      }
    }
    return file;
  }

  private static int run(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
