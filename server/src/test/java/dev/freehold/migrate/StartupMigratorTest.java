package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.StartupMigrator.AutoMigration;
import dev.freehold.migrate.StartupMigrator.PreparedDatabase;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.migrate.run.PostgresServerInfo;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StartupMigratorTest {
  private static final ApiPlan TASKS = SampleSpecs.plan(SampleSpecs.tasks());
  static final Secret SECRET = Secret.of("a secret of at least thirty-two bytes");
  private static final String EVERYTHING =
      """
      select coalesce(string_agg(x, ',' order by x), '') from (
        select n.nspname || '.' || c.relname || ' ' || c.relkind::text as x
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('app', 'auth', 'freehold')
        union all
        select 'column ' || attrelid::regclass || '.' || attname
          from pg_attribute where attrelid::regclass::text like 'app.%' and attnum > 0
        union all
        select 'schema ' || nspname from pg_namespace where nspname in ('app', 'auth', 'freehold')
        union all
        select 'constraint ' || conname || pg_get_constraintdef(oid) from pg_constraint
         where conrelid::regclass::text like 'app.%') y\
      """;

  private static final String ROWS = "select count(*)::text from freehold.ledger";

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void anEmptyDatabaseIsCreatedOnce(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      PreparedDatabase first = prepare(database, TASKS);
      assertThat(first.singleRole()).isFalse();
      assertThat(first.changes()).contains("new table tasks", "new schema app");
      assertThat(first.api().user()).isEqualTo(database.target().database() + "_api");
      String after = TestDatabase.query(database.target(), EVERYTHING);

      PreparedDatabase second = prepare(database, TASKS);
      assertThat(second.changes()).isEmpty();
      assertThat(second.api()).isEqualTo(first.api());
      assertThat(TestDatabase.query(database.target(), EVERYTHING)).isEqualTo(after);
      assertThat(TestDatabase.query(database.target(), ROWS)).isEqualTo("1");
      assertThat(TestDatabase.query(first.api(), "select current_user::text"))
          .isEqualTo(first.api().user());
      assertThat(TestDatabase.query(first.auth(), "select count(*)::text from auth.users"))
          .isEqualTo("0");
      drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void additionsAreAppliedAndRowsKeepTheirValues(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      prepare(database, TASKS);
      row(database);
      ApiPlan more =
          SampleSpecs.plan(
              SampleSpecs.tasks(
                  SampleSpecs.field("due_on", ScalarType.DATE, FieldConstraints.NONE, false, null),
                  SampleSpecs.field(
                      "label", ScalarType.STRING, SampleSpecs.text(1, 9), true, "it's")),
              SampleSpecs.everyType());
      assertThat(prepare(database, more).changes())
          .contains("new column tasks.due_on date", "new table things");
      assertThat(
              TestDatabase.query(
                  database.target(), "select concat(title, label, due_on) from app.tasks"))
          .isEqualTo("keptit's");
      assertThat(prepare(database, more).changes()).isEmpty();

      String before = TestDatabase.query(database.target(), EVERYTHING);
      assertThatThrownBy(() -> prepare(database, TASKS))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("lossy, second phase: drop column tasks.due_on")
          .hasMessageContaining("lossy, second phase: drop table things")
          .hasMessageContaining("Nothing was changed");
      assertThat(TestDatabase.query(database.target(), EVERYTHING)).isEqualTo(before);
      drop(database);
    }
  }

  @Test
  void violatingRowsAreReportedBeforeAnyChange() {
    try (TestDatabase database = TestDatabase.fresh()) {
      prepare(database, TASKS);
      row(database);
      String before = TestDatabase.query(database.target(), EVERYTHING);
      ApiPlan bad = SampleSpecs.plan(SampleSpecs.everyType(), SampleSpecs.tasks(3));
      assertThatThrownBy(() -> prepare(database, bad))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("blocked: ")
          .hasMessageContaining("(1 rows of tasks");
      assertThat(TestDatabase.query(database.target(), EVERYTHING)).isEqualTo(before);
      assertThat(prepare(database, TASKS).changes()).isEmpty();
      drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void oneOfManyStartingNodesApplies(DatabaseTarget server) throws Exception {
    for (int round = 0; round < 3; round++) {
      try (TestDatabase database = TestDatabase.fresh(server);
          ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Callable<PreparedDatabase>> nodes = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
          nodes.add(
              () ->
                  migrator(database.target(), Duration.ofSeconds(20), AutoMigration.FIRST)
                      .prepare(TASKS));
        }
        int applied = 0;
        for (Future<PreparedDatabase> node : threads.invokeAll(nodes)) {
          applied += node.get().changes().isEmpty() ? 0 : 1;
        }
        assertThat(applied).isEqualTo(1);
        assertThat(TestDatabase.query(database.target(), ROWS)).isEqualTo("1");
        drop(database);
      }
    }
  }

  @Test
  void foreignSchemasAreRefused() {
    try (TestDatabase database = TestDatabase.fresh()) {
      TestDatabase.execute(database.target(), "create schema app; create table app.tasks ()");
      assertThatThrownBy(() -> prepare(database, TASKS))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("has schemas that Freehold did not make: app");
      assertThat(TestDatabase.query(database.target(), EVERYTHING))
          .isEqualTo("app.tasks r,schema app");
    }
  }

  @Test
  void waitsForAnotherNodeWithATimeout() {
    try (TestDatabase database = TestDatabase.fresh();
        dev.freehold.db.AdminConnection other =
            AdminConnection.open(TestDatabase.vertx(), database.target())) {
      prepare(database, TASKS);
      other.execute(
          "begin; lock table freehold.ledger in exclusive mode; create table freehold.lease as"
              + " select 1 as id, 7::bigint as token, 'process 1'::text as holder, 0 as backend,"
              + " now() as backend_start, now() as taken_at, now() as beat_at,"
              + " 'infinity'::timestamptz as expires_at; commit");
      // A database that equals the spec needs no lease.
      assertThat(prepare(database, TASKS).changes()).isEmpty();
      assertThatThrownBy(
              () ->
                  migrator(database.target(), Duration.ofMillis(200))
                      .prepare(SampleSpecs.plan(SampleSpecs.tasks(), SampleSpecs.everyType())))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("Another node is migrating this database: process 1");
      drop(database);
    }
  }

  @Test
  void refusesAnOldServerAndAStandby() {
    PostgresServerInfo old =
        new PostgresServerInfo(140012, "14.12", "d", "l", true, true, false, false, List.of());
    assertThatThrownBy(old::requireSupported)
        .isInstanceOf(MigrationRefusedException.class)
        .hasMessageContaining("PostgreSQL 14.12; Freehold needs 15 or newer");
    PostgresServerInfo standby =
        new PostgresServerInfo(150000, "15.0", "d", "l", true, true, true, false, List.of());
    assertThatThrownBy(standby::requireSupported).hasMessageContaining("standby");
  }

  private static void row(TestDatabase database) {
    TestDatabase.execute(
        database.target(),
        """
        insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');
        insert into app.tasks (user_id, title) select id, 'kept' from auth.users\
        """);
  }

  static PreparedDatabase prepare(TestDatabase database, ApiPlan plan) {
    return migrator(database.target(), Duration.ofSeconds(20)).prepare(plan);
  }

  static StartupMigrator migrator(DatabaseTarget target, Duration patience) {
    return migrator(target, patience, AutoMigration.SAFE);
  }

  static StartupMigrator migrator(
      DatabaseTarget target, Duration patience, AutoMigration autoMigration) {
    return new StartupMigrator(
        TestDatabase.vertx(),
        target,
        () -> AdminConnection.open(TestDatabase.vertx(), target),
        SigningSecrets.of(SECRET),
        "0.1.0",
        patience,
        autoMigration,
        event -> {});
  }

  /// Drops the roles too, which outlive their database.
  static void drop(TestDatabase database) {
    String name = database.target().database();
    database.close();
    DatabaseTarget server = database.target().withDatabase("postgres");
    TestDatabase.execute(server, "drop role if exists " + name + "_api, " + name + "_auth");
  }
}
