package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Starts of the whole server while the database is slow, unavailable, or refuses connections.
final class AppStartTest {
  private static final Path KEPT = BuildDirectory.path("test-database-start");

  /// Starts under load. For more starts and threads: `-Dbusy.starts=60 -Dbusy.threads=50`.
  private static final int STARTS = Integer.getInteger("busy.starts", 5);

  private static final int BUSY_THREADS = Integer.getInteger("busy.threads", 8);

  private final List<Event> events = new CopyOnWriteArrayList<>();

  private App start(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PORT", "0");
    environment.put("JWT_SECRET", RunningApp.SECRET);
    environment.put("FRONTEND_URL", "http://localhost:3000");
    // A database that is kept between runs may come from an older program.
    environment.put("FREEHOLD_MIGRATE", "safe");
    return App.start(
        RunningApp.example("tasks"),
        Config.read(environment, BuildDirectory.root()),
        "0.0.0-test",
        events::add);
  }

  private static int readiness(App app) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(app.url() + "/readyz")).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void everyStartOnABusyMachineIsReady() throws Exception {
    Map<String, String> embedded = Map.of("FREEHOLD_DATA_DIR", KEPT.toString());
    start(embedded).close();
    List<Thread> load = new ArrayList<>();
    try {
      for (int i = 0; i < BUSY_THREADS; i++) {
        load.add(Thread.ofPlatform().daemon().start(AppStartTest::burn));
      }
      for (int i = 0; i < STARTS; i++) {
        try (App app = start(embedded)) {
          assertThat(readiness(app)).isEqualTo(200);
        }
      }
    } finally {
      load.forEach(Thread::interrupt);
    }
    assertThat(events).noneMatch(e -> e instanceof Event.DatabaseLost);
  }

  private static void burn() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aStartWaitsForTheDatabase() throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(KEPT, _ -> {});
    String url = RunningApp.url(postgres.target());
    postgres.close();
    CompletableFuture<App> starting =
        CompletableFuture.supplyAsync(() -> start(Map.of("DATABASE_URL", url)));
    TestDatabase.await(() -> events.stream().anyMatch(e -> e instanceof Event.StartWaiting));
    assertThat(starting).isNotDone();
    assertThat(events)
        .filteredOn(e -> e instanceof Event.StartWaiting)
        .first()
        .asString()
        .contains("the database at", "No such file");
    postgres = EmbeddedPostgres.start(KEPT, _ -> {});
    try (App app = starting.get(60, TimeUnit.SECONDS)) {
      assertThat(readiness(app)).isEqualTo(200);
    } finally {
      postgres.close();
    }
  }

  @Test
  void aRefusedConnectionEndsAtOnceWithTheRemedy() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseTarget good = database.target();
      String noConnect = "no_connect_" + ProcessHandle.current().pid();
      TestDatabase.execute(
          good,
          "create role "
              + noConnect
              + " login password 'p'; revoke connect on database "
              + good.database()
              + " from public");
      Map<DatabaseTarget, String> cases =
          Map.of(
              good.withUser("postgres", Secret.of("wrong")),
              "Correct the user and the password in its URL (DATABASE_URL).",
              good.withDatabase("nowhere"),
              "Create the database, or correct its name in its URL (DATABASE_URL).",
              good.withUser(noConnect, Secret.of("p")),
              "Grant CONNECT on the database to the user.");
      cases.forEach(
          (target, remedy) -> {
            DatabaseException failure =
                catchThrowableOfType(
                    DatabaseException.class,
                    () -> start(Map.of("DATABASE_URL", RunningApp.url(target))).close());
            assertThat(failure.explanation()).endsWith(remedy);
          });
      assertThat(events).isEmpty();
      TestDatabase.execute(good, "drop role " + noConnect);
    }
  }
}
