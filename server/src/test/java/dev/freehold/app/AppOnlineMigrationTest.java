package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.DatabaseMigrator.MigrationResult;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationTimeouts;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A plan runs while a server of the old spec serves requests and a session reads for a long time.
class AppOnlineMigrationTest {
  static final String BEFORE =
      """
      freehold: 1
      name: Tasks
      resources:
        tasks:
          id: integer
          fields:
            title: { type: string, required: true, maxLength: 100 }
            completed: { type: boolean, default: false }
      """;

  static final String AFTER =
      """
      freehold: 1
      name: Tasks
      resources:
        tasks:
          id: integer
          fields:
            title: { type: string, required: true, maxLength: 200 }
            completed: { type: boolean, default: false }
            due_on: date
            points: { type: integer, default: 1, minimum: 0 }
          indexes: [[completed, -created_at]]
        labels:
          fields:
            name: { type: string, required: true }
            task: { type: ref, to: tasks, onDelete: cascade }
      """;

  /// A busy machine lengthens every wait, and a request gives up after one second. This test checks
  /// for failures, not for durations, which `bench/migrate` measures.
  private static final MigrationTimeouts TERMS =
      new MigrationTimeouts(
          Duration.ofSeconds(10),
          Duration.ofMillis(150),
          Duration.ofMinutes(2),
          Duration.ofMinutes(2));

  @Test
  void noRequestFails() throws Exception {
    try (RunningApp app = RunningApp.of(plan(BEFORE));
        ExecutorService threads = Executors.newFixedThreadPool(5);
        AdminConnection reader = AdminConnection.open(TestDatabase.vertx(), app.target())) {
      RunningApp.SignedUpUser ann = app.person();
      reader.execute("begin; select count(*) from app.tasks");
      AtomicBoolean over = new AtomicBoolean();
      List<Future<Integer>> clients = new ArrayList<>();
      for (int client = 0; client < 3; client++) {
        clients.add(threads.submit(() -> work(ann, over)));
      }
      List<MigrationProgress> told = new CopyOnWriteArrayList<>();
      Future<MigrationResult> migrating = threads.submit(() -> migrate(app, told));
      try {
        TestDatabase.await(
            30_000,
            () -> told.stream().anyMatch(MigrationProgress.WaitingForLock.class::isInstance));
      } finally {
        reader.execute("commit");
      }
      assertThat(migrating.get().changes())
          .contains("new column tasks.due_on date", "new table labels");
      over.set(true);
      int done = 0;
      for (Future<Integer> client : clients) {
        done += client.get();
      }
      assertThat(done).isPositive();
      ann.client().get("/tasks?limit=1").expect(200);
      try (RunningApp next = RunningApp.on(app.target(), plan(AFTER))) {
        next.with(ann.accessToken()).get("/tasks?due_on[null]=true&limit=1").expect(200);
        next.with(ann.accessToken()).get("/labels").expect(200);
      }
    }
  }

  private static MigrationResult migrate(RunningApp app, List<MigrationProgress> told) {
    DatabaseMigrator migrator =
        new DatabaseMigrator(
            TestDatabase.vertx(),
            app.target(),
            SigningSecrets.of(Secret.of(RunningApp.SECRET)),
            "0.0.0-test",
            TERMS,
            told::add);
    return migrator.apply(
        new ApplyRequest(plan(AFTER), MigrationOptions.NONE, Optional.empty(), true));
  }

  /// Creates, changes, reads and deletes a row, in this order.
  private static int work(RunningApp.SignedUpUser person, AtomicBoolean over) {
    int done = 0;
    while (!over.get()) {
      String id =
          person
              .client()
              .post("/tasks", "{\"title\":\"one\"}")
              .expect(201)
              .data()
              .getValue("id")
              .toString();
      person.client().patch("/tasks/" + id, "{\"completed\":true}").expect(200);
      person.client().get("/tasks/" + id).expect(200);
      person.client().get("/tasks?completed=true&limit=5").expect(200);
      person.client().delete("/tasks/" + id).expect(204);
      done++;
    }
    return done;
  }

  static ApiPlan plan(String spec) {
    return switch (SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }
}
