package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Tests that queries that may read many rows, of any shape, delay no other caller, get their
/// turns, and report when they do not. A lock on the table simulates any amount of work.
final class WideQueryTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /// One caller may use all slots but one.
  private static final int RUNNING = ApiScenario.WIDE_QUERIES - 1;

  private static final List<String> SHAPES =
      List.of(
          "/products",
          "/products?weight=5",
          "/products?page=4000&limit=100&count=none",
          "/products?count=estimated",
          "/products?sort=weight&count=none",
          "/products?or=(weight.eq.1,name.eq.x)",
          "/products?name[contains]=x&count=none",
          "/products?q=x",
          "/products?weight[in]=1,2,3",
          "/products/summary?group=kind&sum=price",
          "/shelves/1/products?sort=price");

  /// Locks a table until it is closed, and sends requests in threads of its own.
  private static final class BusyTable implements AutoCloseable {
    private final ApiScenario scenario;
    private final String table;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ApiScenario.TableLock lock;

    BusyTable(ApiScenario scenario) {
      this(scenario, "products");
    }

    BusyTable(ApiScenario scenario, String table) {
      this.scenario = scenario;
      this.table = "app." + table;
      this.lock = scenario.lock(this.table);
    }

    Future<Answer> ask(Supplier<Answer> request) {
      return threads.submit(request::get);
    }

    void awaitBlocked(int statements) throws Exception {
      TestDatabase.await(() -> blocked() == statements);
    }

    /// The statements that wait for the lock.
    int blocked() {
      return Integer.parseInt(
          scenario.query(
              "select count(*)::text from pg_locks where not granted and relation = '%s'::regclass"
                  .formatted(table)));
    }

    void unlock() {
      lock.close();
    }

    @Override
    public void close() {
      lock.close();
      threads.close();
    }
  }

  private static ApiScenario scenario(Duration queryTime, Duration patience) {
    ApiScenario scenario = new ApiScenario(SpecFile.read("catalogue"), queryTime, patience);
    Person keeper = scenario.person();
    scenario.as(keeper).post("/shelves", "{\"label\":\"s\"}").expect(201);
    scenario
        .as(keeper)
        .post(
            "/products",
            "{\"name\":\"n\",\"price\":\"1\",\"kind\":\"toy\",\"weight\":5,\"shelf_id\":1}")
        .expect(201);
    return scenario;
  }

  @Test
  void cheapReadsAreAnsweredWhileExpensiveQueriesHang() throws Exception {
    try (ApiScenario scenario = scenario(LONG, LONG);
        BusyTable busy = new BusyTable(scenario)) {
      Person person = scenario.person();
      ScenarioClient other = scenario.as(person);
      List<Future<Answer>> wide = new ArrayList<>();
      for (String shape : SHAPES) {
        wide.add(busy.ask(() -> scenario.nobody().get(shape)));
      }
      busy.awaitBlocked(RUNNING);

      other.get("/shelves/1").expect(200);
      other.get("/notes").expect(200);
      String note = "/notes/" + other.post("/notes", "{\"title\":\"t\"}").data().getLong("id");
      other.patch(note, "{\"rank\":1}").expect(200);
      scenario.nobody().get("/shelves/1").expect(200);
      scenario.nobody().get("/shelves?count=none&sort=id").expect(200);
      // A wide query of another caller does not wait for the turns of the first.
      assertThat(other.get("/shelves?label=s").expect(200).column("shelves", "id"))
          .containsExactly(1);
      assertThat(wide).noneMatch(Future::isDone);
      assertThat(busy.blocked()).isEqualTo(RUNNING);

      busy.unlock();
      for (Future<Answer> one : wide) {
        one.get().expect(200);
      }
    }
  }

  @Test
  void aCallerWithTooManyWaitingQueriesIsToldWhyAndOthersAreNot() throws Exception {
    try (ApiScenario scenario = scenario(LONG, LONG);
        BusyTable busy = new BusyTable(scenario)) {
      int accepted = RUNNING + 100;
      List<Future<Answer>> wide = new ArrayList<>();
      for (int i = 0; i < accepted + 3; i++) {
        wide.add(busy.ask(() -> scenario.nobody().get("/products?weight=5&count=none")));
      }
      TestDatabase.await(() -> wide.stream().filter(Future::isDone).count() == 3);
      ScenarioClient other = scenario.as(scenario.person());
      other.get("/shelves?label=s").expect(200);
      other.get("/shelves/1").expect(200);
      busy.unlock();
      int refused = 0;
      for (Future<Answer> one : wide) {
        Answer answer = one.get();
        if (answer.response().statusCode() != 200) {
          refused++;
          answer.expect(503, "UNAVAILABLE");
          assertThat(answer.header("Retry-After")).isNotEmpty();
          assertThat(answer.error().getString("message"))
              .isEqualTo(
                  "Too many expensive queries of yours are waiting. It is expensive because no"
                      + " index serves all of its conditions; filter by fields of one index, or add"
                      + " the index.");
        }
      }
      assertThat(refused).isEqualTo(3);
    }
  }

  @Test
  void aQueryThatWaitedTooLongSaysSo() throws Exception {
    try (ApiScenario scenario = scenario(LONG, Duration.ofMillis(200));
        BusyTable busy = new BusyTable(scenario)) {
      List<Future<Answer>> running = new ArrayList<>();
      for (int i = 0; i < RUNNING; i++) {
        running.add(busy.ask(() -> scenario.nobody().get("/products")));
      }
      busy.awaitBlocked(RUNNING);
      Answer late = scenario.nobody().get("/products?limit=5").expect(503, "UNAVAILABLE");
      assertThat(late.error().getString("message"))
          .isEqualTo(
              "This query waited too long for its turn. It is expensive because it counts all"
                  + " matching rows; send count=none.");
      busy.unlock();
      for (Future<Answer> one : running) {
        one.get().expect(200);
      }
    }
  }

  @Test
  void aQueryThatTakesTooLongIsStoppedAndSaysSo() {
    try (ApiScenario scenario = scenario(Duration.ofMillis(300), LONG);
        BusyTable busy = new BusyTable(scenario)) {
      Answer stopped =
          scenario.nobody().get("/products?sort=weight&count=none").expect(503, "UNAVAILABLE");
      assertThat(stopped.header("Retry-After")).isNotEmpty();
      assertThat(stopped.error().getString("message"))
          .isEqualTo(
              "This query was stopped because it took too long. It is expensive because no index"
                  + " serves its order; sort by the fields of an index, without :lower, or add the"
                  + " index.");
      Answer change =
          scenario
              .as(scenario.person())
              .patch("/products?weight=5&max_affected=3", "{\"weight\":6}")
              .expect(503, "UNAVAILABLE");
      assertThat(change.error().getString("message")).contains("stopped", "no index");
      assertThat(change.json().getString("outcome")).isEqualTo("none");
      busy.unlock();
      scenario.nobody().get("/products?sort=weight&count=none").expect(200);
      assertThat(scenario.nobody().get("/products?weight=5").column("products", "id")).hasSize(1);
    }
  }

  /// They occupy a place for their transaction only once it is their turn.
  @Test
  void changesByQueryAndBatchesTakeTurnsToo() throws Exception {
    try (ApiScenario scenario = scenario(LONG, LONG);
        BusyTable busy = new BusyTable(scenario)) {
      ScenarioClient owner = scenario.as(scenario.person());
      String batch = "{\"operations\":[{\"method\":\"GET\",\"path\":\"/products?weight=5\"}]}";
      List<Future<Answer>> wide = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        wide.add(busy.ask(() -> owner.post("/batch", batch)));
        wide.add(
            busy.ask(() -> owner.patch("/products?weight=5&max_affected=3", "{\"weight\":5}")));
        wide.add(
            busy.ask(
                () ->
                    owner.patch(
                        "/products?weight=5&max_affected=3&dry_run=true", "{\"weight\":5}")));
      }
      busy.awaitBlocked(RUNNING);
      ScenarioClient other = scenario.as(scenario.person());
      other
          .post(
              "/batch",
              "{\"operations\":[{\"method\":\"POST\",\"path\":\"/notes\",\"body\":{\"title\":\"t\"}}]}")
          .expect(200);
      assertThat(busy.blocked()).isEqualTo(RUNNING);
      busy.unlock();
      for (Future<Answer> one : wide) {
        one.get().expect(200);
      }
    }
  }

  /// Rows of one's own are few until they prove to be many; a page of more than 100 of them is not.
  @Test
  void longPagesOfOwnRowsTakeTurns() throws Exception {
    try (ApiScenario scenario = scenario(LONG, LONG);
        BusyTable busy = new BusyTable(scenario, "notes")) {
      ScenarioClient owner = scenario.as(scenario.person());
      List<Future<Answer>> pages = new ArrayList<>();
      for (int i = 0; i <= RUNNING; i++) {
        pages.add(busy.ask(() -> owner.get("/notes?limit=1000&count=none")));
      }
      busy.awaitBlocked(RUNNING);
      owner.get("/shelves/1").expect(200);
      assertThat(busy.blocked()).isEqualTo(RUNNING);
      busy.unlock();
      for (Future<Answer> page : pages) {
        page.get().expect(200);
      }
    }
  }
}
