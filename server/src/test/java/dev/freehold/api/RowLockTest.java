package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What waits while rows are locked by another transaction, such as a batch on another node: the writes of
/// these rows, and nothing else. Many at once, so that each event loop has some.
final class RowLockTest {
  private static final int ROWS = 40;

  private static final String WAITING =
      "select count(*)::text from pg_stat_activity where datname = current_database() and"
          + " wait_event_type = 'Lock'";

  /// Longer than on a shared connection.
  private static final String LONG = " and query_start < now() - interval '200 ms'";

  private ApiScenario tasks;
  private ScenarioClient ada;
  private ScenarioClient bob;
  private ExecutorService clients;
  private final List<String> locked = new ArrayList<>();
  private String own = "";

  @BeforeEach
  void start() {
    tasks = new ApiScenario(SpecFile.example("tasks"));
    ada = tasks.as(tasks.person());
    bob = tasks.as(tasks.person());
    clients = Executors.newVirtualThreadPerTaskExecutor();
    for (int i = 0; i < ROWS; i++) {
      locked.add(created(ada));
    }
    own = created(bob);
  }

  @AfterEach
  void stop() {
    clients.close();
    tasks.close();
  }

  private static String created(ScenarioClient by) {
    return by.post("/tasks", "{\"title\":\"a\"}").expect(201).data().getValue("id").toString();
  }

  /// A transaction that holds the rows of Ada until it is closed.
  private AdminConnection hold() {
    AdminConnection other = tasks.connection();
    other.execute("begin");
    other.execute("select from app.tasks where id <> " + own + " for update");
    return other;
  }

  private List<Future<Answer>> renameAll() {
    return locked.stream()
        .map(id -> clients.submit(() -> ada.patch("/tasks/" + id, "{\"title\":\"b\"}")))
        .toList();
  }

  /// The longest time of `requests`, one after the other, in milliseconds.
  private long longest(int times, Supplier<Answer> request, int status) {
    long longest = 0;
    for (int i = 0; i < times; i++) {
      long began = System.nanoTime();
      request.get().expect(status);
      longest = Math.max(longest, (System.nanoTime() - began) / 1_000_000);
    }
    return longest;
  }

  /// The same of several clients at once.
  private long longestOfMany(Supplier<Answer> request, int status)
      throws ExecutionException, InterruptedException {
    List<Future<Long>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(clients.submit(() -> longest(10, request, status)));
    }
    long longest = 0;
    for (Future<Long> one : all) {
      longest = Math.max(longest, one.get());
    }
    return longest;
  }

  @Test
  void writesThatWaitKeepNoReadAndNoOtherWriterWaiting() throws Exception {
    List<Future<Answer>> waiting;
    try (AdminConnection _ = hold()) {
      waiting = renameAll();
      TestDatabase.await(() -> !tasks.query(WAITING).equals("0"));
      assertThat(longestOfMany(() -> bob.get("/tasks/" + own), 200)).isLessThan(500);
      assertThat(longestOfMany(() -> bob.post("/tasks", "{\"title\":\"c\"}"), 201))
          .isLessThan(1_000);
      assertThat(longestOfMany(() -> bob.patch("/tasks/" + own, "{\"title\":\"d\"}"), 200))
          .isLessThan(1_000);
      assertThat(longestOfMany(() -> ada.get("/tasks/" + locked.getFirst()), 200)).isLessThan(500);
    }
    for (Future<Answer> one : waiting) {
      assertThat(one.get().status()).isIn(200, 503);
    }
  }

  @Test
  void aWriteThatWaitsIsDoneOnceTheLockEnds() throws Exception {
    Future<Answer> rename;
    Future<Answer> delete;
    try (AdminConnection _ = hold()) {
      rename = clients.submit(() -> ada.patch("/tasks/" + locked.get(0), "{\"title\":\"b\"}"));
      delete = clients.submit(() -> ada.delete("/tasks/" + locked.get(1)));
      TestDatabase.await(() -> tasks.query(WAITING).equals("2"));
      TestDatabase.await(() -> tasks.query(WAITING + LONG).equals("2"));
      assertThat(rename.isDone()).isFalse();
    }
    rename.get().expect(200);
    delete.get().expect(204);
    ada.get("/tasks/" + locked.get(1)).expect(404);
    assertThat(ada.get("/tasks/" + locked.get(0)).expect(200).data().getString("title"))
        .isEqualTo("b");
  }

  /// A caller whose rows are locked goes on with others: the waiting writes take one of its two places.
  @Test
  void theCallerItselfGoesOn() throws Exception {
    Future<Answer> rename;
    try (AdminConnection _ = hold()) {
      rename = clients.submit(() -> ada.patch("/tasks/" + locked.get(0), "{\"title\":\"b\"}"));
      TestDatabase.await(() -> !tasks.query(WAITING).equals("0"));
      assertThat(longestOfMany(() -> ada.post("/tasks", "{\"title\":\"c\"}"), 201))
          .isLessThan(1_000);
    }
    rename.get().expect(200);
  }
}
