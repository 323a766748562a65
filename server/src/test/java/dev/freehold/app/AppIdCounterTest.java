package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows that were imported with explicit ids, so that the id counter lies behind. `notes` has only
/// the primary key, `posts` has a unique id too, and the ids of `marks` are not numbers.
final class AppIdCounterTest {
  private static final ApiPlan PLAN =
      SampleSpecs.plan(
          """
          freehold: 1
          name: Imports
          resources:
            notes:
              id: integer
              fields:
                title: { type: string, required: true, unique: true }
            posts:
              id: integer
              access: { read: public }
              fields:
                title: string
            marks:
              fields:
                title: string
          """);

  private final TestDatabase database = TestDatabase.fresh();
  private RunningApp app;
  private RunningApp.SignedUpUser owner;
  private ScenarioClient client;

  @BeforeEach
  void start() {
    app = RunningApp.on(database.target(), PLAN);
    owner = app.person();
    client = owner.client();
  }

  @AfterEach
  void stop() {
    app.close();
    database.close();
  }

  private void importRows(String table, int from, int to) {
    TestDatabase.execute(
        database.target(),
        """
        insert into app.%s (user_id, id, title) overriding system value
          select '%s', n, 'imported ' || n from generate_series(%d, %d) n\
        """
            .formatted(table, owner.id(), from, to));
  }

  private String count(String table) {
    return TestDatabase.query(
        database.target(), "select count(distinct id)::text from app." + table);
  }

  private String last(String table) {
    return TestDatabase.query(
        database.target(), "select last_value::text from app." + table + "_id_seq");
  }

  private static List<Event> advanced(List<Event> events) {
    return events.stream().filter(Event.IdCounterAdvanced.class::isInstance).toList();
  }

  private static String create(String table, String title) {
    return new JsonObject()
        .put("method", "POST")
        .put("path", "/" + table)
        .put("body", new JsonObject().put("title", title))
        .encode();
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes", "posts"})
  void aCreateGetsTheNextId(String table) {
    importRows(table, 1, 500);
    for (int i = 1; i <= 5; i++) {
      String body = "{\"title\":\"own " + i + "\"}";
      assertThat(client.post("/" + table, body).expect(201).data().getLong("id"))
          .isEqualTo(500L + i);
    }
    assertThat(advanced(app.events())).containsExactly(new Event.IdCounterAdvanced(table, 1, 500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes", "posts"})
  void everyKindOfCreateAdvancesTheCounter(String table) {
    importRows(table, 1, 100);
    client.post("/" + table, "[{\"title\":\"a\"},{\"title\":\"b\"},{\"title\":\"c\"}]").expect(201);
    importRows(table, 104, 200);
    client
        .post(
            "/batch", "{\"operations\":[" + create("marks", "x") + "," + create(table, "d") + "]}")
        .expect(200);
    importRows(table, 202, 300);
    assertThat(idempotent(table)).isEqualTo(301);
    assertThat(idempotent(table)).isEqualTo(301);
    importRows(table, 302, 400);
    client.post("/" + table + "?dry_run=true", "{\"title\":\"f\"}").expect(200);
    assertThat(count(table)).isEqualTo("400");
    assertThat(count("marks")).isEqualTo("1");
  }

  private long idempotent(String table) {
    return client
        .send("POST", "/" + table, "{\"title\":\"e\"}", "Idempotency-Key", "once")
        .expect(201)
        .data()
        .getLong("id");
  }

  @Test
  void aRowWithTheLastIdLeavesRoomForOthers() {
    importRows("posts", 1, 10);
    TestDatabase.execute(
        database.target(),
        "insert into app.posts (user_id, id, title) overriding system value values ('"
            + owner.id()
            + "', 9007199254740991, 'last')");
    assertThat(client.post("/posts", "{\"title\":\"a\"}").expect(201).data().getLong("id"))
        .isEqualTo(11);
    app.close();
    app = RunningApp.on(database.target(), PLAN);
    assertThat(last("posts")).isEqualTo("11");
  }

  @Test
  void aTakenUniqueValueIsStillAConflict() {
    importRows("notes", 1, 10);
    client.post("/notes", "{\"title\":\"imported 3\"}").expect(409).details("title taken");
  }

  @Test
  void manyClientsAtOnceAllGetTheirRow() throws Exception {
    importRows("posts", 1, 300);
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 64; i++) {
        String title = "{\"title\":\"" + i + "\"}";
        answers.add(clients.submit(() -> client.post("/posts", title).response().statusCode()));
      }
    }
    for (Future<Integer> answer : answers) {
      assertThat(answer.get()).isEqualTo(201);
    }
    assertThat(count("posts")).isEqualTo("364");
  }

  @Test
  void aStartAdvancesOnlyCountersThatAreBehind() {
    client.post("/posts", "{\"title\":\"own\"}").expect(201);
    importRows("notes", 1, 500);
    app.close();
    app = RunningApp.on(database.target(), PLAN);
    assertThat(advanced(app.events()))
        .containsExactly(new Event.IdCounterAdvanced("notes", 0, 500));
    assertThat(last("notes")).isEqualTo("500");
    assertThat(last("posts")).isEqualTo("1");
    app.close();
    app = RunningApp.on(database.target(), PLAN);
    assertThat(advanced(app.events())).isEmpty();
  }

  @Test
  void aCounterThatIsFarAheadIsNotMovedBack() {
    TestDatabase.execute(
        database.target(), "alter table app.notes alter column id restart with 1000");
    importRows("notes", 1, 500);
    app.close();
    app = RunningApp.on(database.target(), PLAN);
    assertThat(advanced(app.events())).isEmpty();
    assertThat(
            app.with(owner.accessToken())
                .post("/notes", "{\"title\":\"own\"}")
                .expect(201)
                .data()
                .getLong("id"))
        .isEqualTo(1000);
  }

  /// The row with the largest id is one that the caller may not read.
  @Test
  void aLoginThatRowSecurityBindsSaysSoAtTheStartAndServesCreates() {
    app.close();
    database.close();
    TestDatabase own = TestDatabase.fresh();
    String name = own.target().database() + "_owner";
    TestDatabase.execute(
        own.target(),
        "create role %1$s login password 'pw'; alter database %2$s owner to %1$s"
            .formatted(name, own.target().database()));
    DatabaseTarget login = own.target().withUser(name, Secret.of("pw"));
    app = RunningApp.on(login, PLAN);
    try {
      assertThat(app.events())
          .filteredOn(Event.OperatorWarning.class::isInstance)
          .anySatisfy(e -> assertThat(e.toString()).contains("The id counters were not checked"));
      owner = app.person();
      UUID stranger = UUID.fromString(app.person().id());
      TestDatabase.execute(
          own.target(),
          """
          insert into app.posts (user_id, id) overriding system value
            select '%s', n from generate_series(1, 500) n\
          """
              .formatted(stranger));
      int status = owner.client().post("/posts", "{\"title\":\"own\"}").response().statusCode();
      assertThat(status).as(() -> app.events().toString()).isEqualTo(201);
      assertThat(TestDatabase.query(own.target(), "select max(id)::text from app.posts"))
          .isEqualTo("501");
      assertThat(
              TestDatabase.query(
                  own.target(),
                  "select string_agg(relforcerowsecurity::text, ',') from pg_class where relname in"
                      + " ('notes', 'posts')"))
          .isEqualTo("true,true");
    } finally {
      app.close();
      own.close();
      TestDatabase.execute(TestDatabase.embedded(), "drop role " + name);
    }
  }
}
