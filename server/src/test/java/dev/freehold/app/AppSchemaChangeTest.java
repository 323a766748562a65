package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.event.Event;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A server runs while another program migrates its database.
final class AppSchemaChangeTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Notes
      version: "1.0.0"
      resources:
        notes:
          id: integer
          fields:
            title: { type: string, required: true }
            rank: integer
            ranks: integer[]
            tags: string[]
            at: time
            ats: time[]
            price: decimal
            prices: decimal[]
            ratio: number
            extras: json
            seen: datetime
            day: date
            token: uuid
            big: bigint
            done: boolean
            status: { type: enum, values: [open, closed], default: open, moves: [open -> closed by owner] }
      """;

  private RunningApp app;
  private AdminConnection admin;
  private ScenarioClient owner;
  private String path;

  @BeforeEach
  void start() {
    TestDatabase database = TestDatabase.fresh();
    app = RunningApp.on(database.target(), SampleSpecs.plan(SPEC));
    admin = AdminConnection.open(TestDatabase.vertx(), database.target());
    owner = app.person().client();
    path =
        "/notes/"
            + owner
                .post("/notes", "{\"title\":\"first\",\"rank\":1}")
                .expect(201)
                .data()
                .getLong("id");
    // PostgreSQL changes no type of a column that a view shows; a hand that does so drops the view
    // first.
    admin.execute("drop view app.__notes");
    // Prepare statements before the change.
    assertThat(everyOperation()).isEqualTo(List.of(200, 200, 201, 200, 200, 200, 200));
  }

  @AfterEach
  void stop() {
    admin.close();
    app.close();
  }

  private List<Integer> everyOperation() {
    return List.of(
        owner.get(path).response().statusCode(),
        owner.get("/notes?sort=rank&rank[gte]=0").response().statusCode(),
        owner.post("/notes", "{\"title\":\"x\",\"rank\":2}").response().statusCode(),
        owner.put(path, "{\"title\":\"again\",\"rank\":3}").response().statusCode(),
        owner.patch(path, "{\"rank\":4}").response().statusCode(),
        owner.patch("/notes?rank[gte]=0&max_affected=100", "{\"rank\":5}").response().statusCode(),
        owner
            .post("/batch", "{\"operations\":[{\"method\":\"GET\",\"path\":\"" + path + "\"}]}")
            .response()
            .statusCode());
  }

  private long count() {
    return admin.query("select count(*) from app.notes", Tuple.tuple()).getFirst().getLong(0);
  }

  private int readiness() {
    return app.nobody("").get("/readyz").response().statusCode();
  }

  private static void settle(BooleanSupplier state) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(50_000_000);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alter table app.notes alter column rank type bigint
          alter table app.notes alter column title type varchar(300)
          alter table app.notes add column extra text
          alter table app.notes alter column ranks type bigint[]
          alter table app.notes add column state text not null default 'new'
          create index on app.notes (rank)
          """)
  void aChangeThatKeepsTheValuesIsNotNoticed(String change) {
    admin.execute(change);
    assertThat(everyOperation()).isEqualTo(List.of(200, 200, 201, 200, 200, 200, 200));
    assertThat(readiness()).isEqualTo(200);
    assertThat(app.events()).noneMatch(Event.OperatorWarning.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alter table app.notes rename column rank to place | alter table app.notes rename column place to rank
          alter table app.notes rename to jottings | alter table app.jottings rename to notes
          alter table app.notes drop column rank | alter table app.notes add column rank integer; grant select (rank), insert (rank), update (rank) on app.notes to public
          """)
  void aMissingColumnOrTableIsUnavailableAndNotReady(String change, String undo) {
    admin.execute(change);
    assertThat(everyOperation()).isEqualTo(List.of(503, 503, 503, 503, 503, 503, 503));
    owner.post("/notes", "{\"title\":\"y\"}").expect(503, "UNAVAILABLE");
    assertThat(owner.get(path).header("Retry-After")).isEqualTo("5");
    assertThat(owner.post("/notes", "{\"title\":\"y\"}").json().getString("outcome"))
        .isEqualTo("none");
    assertThat(readiness()).isEqualTo(503);
    assertThat(app.events()).filteredOn(Event.OperatorWarning.class::isInstance).hasSize(1);
    admin.execute(undo);
    settle(() -> readiness() == 200);
    assertThat(everyOperation()).isEqualTo(List.of(200, 200, 201, 200, 200, 200, 200));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alter table auth.users rename column password_hash to hash | alter table auth.users rename column hash to password_hash | auth.users.password_hash is missing
          alter table auth.emails rename column email to address     | alter table auth.emails rename column address to email     | auth.emails.address is required
          alter table auth.roles rename column role to name          | alter table auth.roles rename column name to role          | auth.roles.name is required
          alter table auth.sessions rename column counter to n       | alter table auth.sessions rename column n to counter       | auth.sessions.counter is missing
          alter table auth.users rename to accounts                  | alter table auth.accounts rename to users                  | auth.users.created_at is missing
          alter table auth.users add column must text                | alter table auth.users drop column must                    | ''
          """)
  void aChangeOfTheAccountTablesMakesSignInUnavailable(
      String change, String undo, String difference) {
    RunningApp.SignedUpUser person = app.person();
    assertThat(signIns(person)).containsExactly(200, 200);
    admin.execute(change);
    List<Integer> answers = signIns(person);
    if (difference.isEmpty()) {
      assertThat(answers).containsExactly(200, 200);
      assertThat(readiness()).isEqualTo(200);
      assertThat(app.events()).noneMatch(Event.OperatorWarning.class::isInstance);
    } else {
      assertThat(answers).contains(503).isSubsetOf(200, 503);
      assertThat(readiness()).isEqualTo(503);
      assertThat(app.events())
          .filteredOn(event -> event.toString().contains(difference))
          .hasSize(1);
    }
    admin.execute(undo);
    settle(() -> readiness() == 200);
    assertThat(signIns(person)).containsExactly(200, 200);
  }

  /// A log-in, and a refresh of the session that the sign-up began.
  private List<Integer> signIns(RunningApp.SignedUpUser person) {
    JsonObject login =
        new JsonObject().put("email", person.email()).put("password", RunningApp.PASSWORD);
    JsonObject refresh = new JsonObject().put("refresh_token", person.refreshToken());
    return List.of(
        app.nobody().post("/auth/login", login.encode()).response().statusCode(),
        app.nobody().post("/auth/refresh", refresh.encode()).response().statusCode());
  }

  @Test
  void aRequiredColumnThatThisServerDoesNotKnowIsNotReady() {
    admin.execute("delete from app.notes");
    admin.execute("alter table app.notes add column must text not null");
    owner.get("/notes").expect(200);
    owner.post("/notes", "{\"title\":\"x\"}").expect(503, "UNAVAILABLE");
    assertThat(readiness()).isEqualTo(503);
    admin.execute("alter table app.notes drop column must");
    settle(() -> readiness() == 200);
  }

  @Test
  void aTypeThatThisServerWouldReadWrongIsNotReady() {
    admin.execute("alter table app.notes alter column rank type numeric");
    settle(() -> readiness() == 503);
    admin.execute("alter table app.notes alter column rank type integer");
    settle(() -> readiness() == 200);
  }

  @Test
  void aWriteWhoseResultCannotBeReadIsRolledBack() {
    admin.execute("alter table app.notes alter column rank type bigint");
    admin.execute("alter table app.notes alter column rank set default 3000000000");
    admin.execute(
        "create function app.big() returns trigger language plpgsql as"
            + " 'begin new.rank := 3000000000; return new; end'");
    admin.execute(
        "create trigger big before insert on app.notes for each row execute function app.big()");
    long before = count();
    owner.post("/notes", "{\"title\":\"z\",\"rank\":1}").expect(503, "UNAVAILABLE");
    assertThat(count()).isEqualTo(before);
    assertThat(readiness()).isEqualTo(503);
  }

  /// A policy hides the rows from updates alone, so that no statement fails.
  @Test
  void anUpdateThatAPolicyOfAnotherSpecHidesIsUnavailable() {
    String closed = "{\"status\":\"closed\"}";
    String id = path.substring("/notes/".length());
    admin.execute("create policy none on app.notes as restrictive for update using (false)");
    for (Answer answer :
        List.of(
            owner.patch(path, closed),
            owner.patch("/notes", "[{\"id\":" + id + ",\"status\":\"closed\"}]"),
            owner.post(
                "/batch",
                "{\"operations\":[{\"method\":\"PATCH\",\"path\":\"%s\",\"body\":{\"status\":\"closed\"}}]}"
                    .formatted(path)))) {
      answer.expect(503, "UNAVAILABLE");
      assertThat(answer.json().getString("outcome")).isEqualTo("none");
    }
    owner.patch(path, "{\"title\":\"y\"}").expect(404, "NOT_FOUND");
    assertThat(owner.get(path).data().getString("status")).isEqualTo("open");
    assertThat(readiness()).isEqualTo(200);
    assertThat(app.events()).filteredOn(Event.OperatorWarning.class::isInstance).hasSize(1);
    admin.execute("drop policy none on app.notes");
    owner.patch(path, closed).expect(200);
  }
}
