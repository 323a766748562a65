package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.Pooler;
import dev.freehold.db.PoolerProbe;
import dev.freehold.event.Event;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.testing.InstalledPgBouncer;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server behind the PgBouncer of this machine.
final class PoolerTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Notes
      version: "1.0.0"
      resources:
        notes:
          fields:
            title: { type: string, required: true, maxLength: 100 }
            rank: integer
      """;

  private TestDatabase database;
  private @Nullable InstalledPgBouncer pooler;

  @BeforeEach
  void create() {
    Optional<DatabaseTarget> installed = TestDatabase.installed();
    assumeTrue(installed.isPresent(), "no PostgreSQL is installed in /usr/lib/postgresql");
    database = TestDatabase.fresh(installed.orElseThrow());
  }

  @AfterEach
  void drop() throws Exception {
    if (pooler != null) {
      pooler.close();
    }
    if (database != null) {
      database.close();
    }
  }

  private DatabaseTarget through(String mode) throws Exception {
    Optional<InstalledPgBouncer> installed = InstalledPgBouncer.before(database.target(), mode);
    assumeTrue(installed.isPresent(), "no PgBouncer is installed");
    InstalledPgBouncer started = installed.orElseThrow();
    pooler = started;
    return started.through(database.target());
  }

  private static Pooler found(DatabaseTarget target, boolean transactions) throws Exception {
    return new PoolerProbe(TestDatabase.vertx(), target, transactions)
        .find()
        .await(10, TimeUnit.SECONDS);
  }

  @Test
  void whatStandsBetweenIsFound() throws Exception {
    assertThat(found(database.target(), false)).isEqualTo(Pooler.NONE);
    assertThat(found(through("session"), false)).isEqualTo(Pooler.SESSION);
  }

  @Test
  void aPoolerOfTransactionsIsFound() throws Exception {
    DatabaseTarget target = through("transaction");
    // An older one carries no prepared statements.
    assertThat(found(target, false)).isIn(Pooler.TRANSACTION, Pooler.TRANSACTION_UNPREPARED);
    assertThat(found(target, true)).isIn(Pooler.TRANSACTION, Pooler.TRANSACTION_UNPREPARED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "transaction"})
  void everyKindOfStatementWorks(String mode) throws Exception {
    DatabaseTarget target = through(mode);
    try (RunningApp app =
        RunningApp.on(
            target,
            SampleSpecs.plan(SPEC),
            "DATABASE_URL_DIRECT",
            RunningApp.url(database.target()))) {
      scenario(app);
    }
  }

  private static void scenario(RunningApp app) {
    app.nobody("").get("/readyz").expect(200);
    ScenarioClient ann = app.person().client();
    ScenarioClient bob = app.person().client();
    for (int i = 0; i < 30; i++) {
      ann.post("/notes", "{\"title\":\"note %d\",\"rank\":%d}".formatted(i, i)).expect(201);
    }
    ann.post("/notes", "[{\"title\":\"a\"},{\"title\":\"b\"}]").expect(201);
    String id = ann.get("/notes?rank=3").expect(200).column("notes", "id").getFirst().toString();
    ann.patch("/notes/" + id, "{\"rank\":70}").expect(200);
    assertThat(
            ann.get("/notes?title[icontains]=note&sort=-rank")
                .expect(200)
                .column("notes", "rank")
                .getFirst())
        .isEqualTo(70);
    ann.post(
            "/batch",
            "{\"operations\":[{\"method\":\"DELETE\",\"path\":\"/notes/%s\"}]}".formatted(id))
        .expect(200);
    bob.get("/notes/" + id).expect(404);
    assertThat(bob.get("/notes").expect(200).column("notes", "id")).isEmpty();
    ann.send("POST", "/auth/logout", null).expect(204);
    ann.get("/notes").expect(401);
    assertThat(app.events())
        .noneMatch(
            event ->
                event instanceof Event.DatabaseLost
                    || event instanceof Event.ConnectionsRefused
                    || event instanceof Event.RequestFailed);
  }

  @Test
  void thePoolerMayBeTheOnlyAddressWhereItKeepsSessions() throws Exception {
    try (RunningApp app = RunningApp.on(through("session"), SampleSpecs.plan(SPEC))) {
      scenario(app);
    }
  }

  @Test
  void migrationsThroughAPoolerOfTransactionsAreRefused() throws Exception {
    DatabaseTarget target = through("transaction");
    assertThatThrownBy(() -> RunningApp.on(target, SampleSpecs.plan(SPEC)).close())
        .isInstanceOf(MigrationRefusedException.class)
        .hasMessageContaining("DATABASE_URL_DIRECT");
  }

  @Test
  void aSessionKeepsItsLimits() throws Exception {
    PgDatabase writes =
        PgDatabase.forWrites(
            TestDatabase.vertx(), through("session"), 1, Duration.ofMillis(20), _ -> {});
    try {
      assertThat(limits(writes)).containsExactly("20ms", "5s", "UTC", "ISO, MDY");
    } finally {
      writes.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static List<String> limits(PgDatabase database) throws Exception {
    Row row =
        database
            .run(
                "select current_setting('lock_timeout'), current_setting('statement_timeout'),"
                    + " current_setting('TimeZone'), current_setting('DateStyle')",
                Tuple.tuple(),
                Collectors.<Row>toList())
            .await(10, TimeUnit.SECONDS)
            .getFirst();
    return List.of(row.getString(0), row.getString(1), row.getString(2), row.getString(3));
  }

  @Test
  void rolesOfTheOperatorServe() throws Exception {
    String api = database.target().database() + "_rows";
    String auth = database.target().database() + "_people";
    TestDatabase.execute(
        database.target(),
        "create role %s login noinherit password 'one'; create role %s login noinherit password 'two'"
            .formatted(api, auth));
    DatabaseTarget target = through("transaction");
    try (RunningApp app =
        RunningApp.on(
            target,
            SampleSpecs.plan(SPEC),
            "DATABASE_URL_DIRECT",
            RunningApp.url(database.target()),
            "DATABASE_URL_API",
            RunningApp.url(target.withUser(api, Secret.of("one"))),
            "DATABASE_URL_AUTH",
            RunningApp.url(target.withUser(auth, Secret.of("two"))))) {
      scenario(app);
      assertThat(
              TestDatabase.query(
                  database.target(),
                  "select string_agg(distinct usename::text, ' ' order by usename::text)"
                      + " from pg_stat_activity where datname = current_database()"
                      + " and usename <> current_user"))
          .isEqualTo(auth + " " + api);
    } finally {
      Objects.requireNonNull(pooler).close();
      pooler = null;
      TestDatabase.execute(
          database.target(),
          "drop owned by %s, %s; drop role %s, %s".formatted(api, auth, api, auth));
    }
  }

  @Test
  void aMissingRoleOfTheOperatorIsNamed() {
    DatabaseTarget target = database.target();
    assertThatThrownBy(
            () ->
                RunningApp.on(
                        target,
                        SampleSpecs.plan(SPEC),
                        "DATABASE_URL_API",
                        RunningApp.url(target.withUser("no_rows", Secret.of("one"))),
                        "DATABASE_URL_AUTH",
                        RunningApp.url(target.withUser("no_people", Secret.of("two"))))
                    .close())
        .isInstanceOf(MigrationRefusedException.class)
        .hasMessageContaining("no_rows")
        .hasMessageContaining("DATABASE_URL_API");
  }
}
