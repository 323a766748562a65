package dev.freehold.app;

import dev.freehold.db.AdminConnection;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.DatabaseMigrator.MigrationResult;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationTimeouts;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Measures what a migration costs concurrent users of the server: a program for `bench/migrate`,
/// not a test.
///
/// Requests are sent at a fixed rate, whether or not earlier requests were answered. Their time
/// counts from the scheduled send time, so that a stall shows in each request that it delays.
final class MigrationBench {
  private MigrationBench() {}

  /// @param words the number of rows, the requests a second, and the seconds for which a reader
  ///     keeps its transaction open
  public static void main(String[] words) throws Exception {
    int rows = Integer.parseInt(words[0]);
    int rate = Integer.parseInt(words[1]);
    int readerSeconds = Integer.parseInt(words[2]);
    try (RunningApp app =
        RunningApp.of(AppOnlineMigrationTest.plan(AppOnlineMigrationTest.BEFORE))) {
      RunningApp.SignedUpUser ann = app.person();
      app.sql(
          "insert into app.tasks (user_id, title) select '%s', 'task ' || n from generate_series(1, %d) n"
              .formatted(ann.id(), rows));
      app.sql("vacuum analyze app.tasks");
      Load load = new Load(ann, rate);
      load.begin();
      pause(10);
      System.out.println(load.report("before"));
      try (ExecutorService threads = Executors.newFixedThreadPool(2);
          AdminConnection reader = AdminConnection.open(TestDatabase.vertx(), app.target())) {
        reader.execute("begin; select count(*) from app.tasks");
        Future<?> reading =
            threads.submit(
                () -> {
                  pause(readerSeconds);
                  reader.execute("commit");
                });
        long begin = System.nanoTime();
        Future<MigrationResult> migrating = threads.submit(() -> migrate(app));
        MigrationResult applied = migrating.get();
        reading.get();
        System.out.println(load.report("while the plan ran"));
        System.out.printf(
            Locale.ROOT,
            "%d steps on %d rows in %.1f s, a reader open for %d s%n",
            applied.changes().size(),
            rows,
            (System.nanoTime() - begin) / 1e9,
            readerSeconds);
      }
      pause(5);
      System.out.println(load.report("after"));
      load.end();
    }
    System.exit(0);
  }

  private static MigrationResult migrate(RunningApp app) {
    DatabaseMigrator migrator =
        new DatabaseMigrator(
            TestDatabase.vertx(),
            app.target(),
            SigningSecrets.of(Secret.of(RunningApp.SECRET)),
            "0.0.0-bench",
            MigrationTimeouts.STANDARD,
            p -> {
              if (p instanceof MigrationProgress.StepFinished(int n, int of, var step, var took)) {
                System.out.println(
                    "  "
                        + n
                        + "/"
                        + of
                        + " "
                        + step.description()
                        + ", "
                        + took.toMillis()
                        + " ms");
              }
            });
    return migrator.apply(
        new ApplyRequest(
            AppOnlineMigrationTest.plan(AppOnlineMigrationTest.AFTER),
            MigrationOptions.NONE,
            Optional.empty(),
            true));
  }

  private static void pause(int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /// The requests of one user: half reads, half writes.
  private static final class Load {
    private final RunningApp.SignedUpUser person;
    private final int rate;
    private final Queue<Long> micros = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    Load(RunningApp.SignedUpUser person, int rate) {
      this.person = person;
      this.rate = rate;
    }

    void begin() {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                long every = 1_000_000_000L / rate;
                long due = System.nanoTime();
                for (int n = 0; !over.get(); n++) {
                  due += every;
                  LockSupport.parkNanos(due - System.nanoTime());
                  int which = n;
                  long from = due;
                  var _ = requests.submit(() -> one(which, from));
                }
              });
    }

    void end() {
      over.set(true);
      requests.shutdownNow();
    }

    private void one(int n, long due) {
      int id = n % 1000 + 1;
      try {
        switch (n % 4) {
          case 0 -> person.client().post("/tasks", "{\"title\":\"one\"}").expect(201);
          case 1 -> person.client().patch("/tasks/" + id, "{\"completed\":true}").expect(200);
          case 2 -> person.client().get("/tasks/" + id).expect(200);
          default -> person.client().get("/tasks?limit=20&count=none").expect(200);
        }
      } catch (RuntimeException | AssertionError e) {
        if (!over.get() && failed.incrementAndGet() <= 5) {
          System.out.println("  failed: " + e.getMessage());
        }
      }
      micros.add((System.nanoTime() - due) / 1000);
    }

    /// The requests since the last report.
    String report(String when) {
      List<Long> all = new ArrayList<>();
      for (Long time = micros.poll(); time != null; time = micros.poll()) {
        all.add(time);
      }
      Collections.sort(all);
      return String.format(
          Locale.ROOT,
          "%-20s %6d requests, %d failed, p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
          when,
          all.size(),
          failed.getAndSet(0),
          at(all, 0.5),
          at(all, 0.99),
          at(all, 1));
    }

    private static double at(List<Long> sorted, double part) {
      return sorted.isEmpty()
          ? 0
          : sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1)) / 1000.0;
    }
  }
}
