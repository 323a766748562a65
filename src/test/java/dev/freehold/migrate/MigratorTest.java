package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.role.Server;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
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

class MigratorTest {
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
  @MethodSource("dev.freehold.testing.Servers#all")
  void anEmptyDatabaseGetsAllAndThenNothing(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      Prepared first = prepare(database, TASKS);
      assertThat(first.singleRole()).isFalse();
      assertThat(first.changes()).contains("new table tasks", "new schema app");
      assertThat(first.api().user()).isEqualTo(database.target().database() + "_api");
      String after = TestDatabase.query(database.target(), EVERYTHING);

      Prepared second = prepare(database, TASKS);
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
  @MethodSource("dev.freehold.testing.Servers#all")
  void additionsAreAppliedAndRowsKeepTheirValues(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      prepare(database, TASKS);
      row(database);
      ApiPlan more =
          SampleSpecs.plan(
              SampleSpecs.tasks(
                  SampleSpecs.field("due_on", Scalar.DATE, Rules.NONE, false, null),
                  SampleSpecs.field("label", Scalar.STRING, SampleSpecs.text(1, 9), true, "it's")),
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
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("lossy: drop column tasks.due_on")
          .hasMessageContaining("lossy: drop table things")
          .hasMessageContaining("Nothing was changed");
      assertThat(TestDatabase.query(database.target(), EVERYTHING)).isEqualTo(before);
      drop(database);
    }
  }

  @Test
  void whatRowsWouldBreakIsToldBeforeAnythingIsDone() {
    try (TestDatabase database = TestDatabase.fresh()) {
      prepare(database, TASKS);
      row(database);
      String before = TestDatabase.query(database.target(), EVERYTHING);
      ApiPlan bad = SampleSpecs.plan(SampleSpecs.everyType(), SampleSpecs.tasks(3));
      assertThatThrownBy(() -> prepare(database, bad))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("blocked: ")
          .hasMessageContaining("(1 rows of tasks");
      assertThat(TestDatabase.query(database.target(), EVERYTHING)).isEqualTo(before);
      assertThat(prepare(database, TASKS).changes()).isEmpty();
      drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void ofManyNodesThatStartAtOnceOneApplies(DatabaseTarget server) throws Exception {
    for (int round = 0; round < 3; round++) {
      try (TestDatabase database = TestDatabase.fresh(server);
          ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Callable<Prepared>> nodes = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
          nodes.add(
              () ->
                  migrator(database.target(), Duration.ofSeconds(20), Automatic.FIRST)
                      .prepare(TASKS));
        }
        int applied = 0;
        for (Future<Prepared> node : threads.invokeAll(nodes)) {
          applied += node.get().changes().isEmpty() ? 0 : 1;
        }
        assertThat(applied).isEqualTo(1);
        assertThat(TestDatabase.query(database.target(), ROWS)).isEqualTo("1");
        drop(database);
      }
    }
  }

  @Test
  void refusesToBuildAmongWhatIsNotItsOwn() {
    try (TestDatabase database = TestDatabase.fresh()) {
      TestDatabase.execute(database.target(), "create schema app; create table app.tasks ()");
      assertThatThrownBy(() -> prepare(database, TASKS))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("has schemas that Freehold did not make: app");
      assertThat(TestDatabase.query(database.target(), EVERYTHING))
          .isEqualTo("app.tasks r,schema app");
    }
  }

  @Test
  void waitsForAnotherNodeButNotForEver() {
    try (TestDatabase database = TestDatabase.fresh();
        dev.freehold.db.AdminConnection other =
            dev.freehold.db.AdminConnection.open(TestDatabase.vertx(), database.target())) {
      prepare(database, TASKS);
      other.execute(
          "begin; lock table freehold.ledger in exclusive mode; create table freehold.lease as"
              + " select 1 as id, 7::bigint as token, 'process 1'::text as holder, 0 as backend,"
              + " now() as backend_start, now() as taken_at, now() as beat_at,"
              + " 'infinity'::timestamptz as expires_at; commit");
      // Equal needs no lease.
      assertThat(prepare(database, TASKS).changes()).isEmpty();
      assertThatThrownBy(
              () ->
                  migrator(database.target(), Duration.ofMillis(200))
                      .prepare(SampleSpecs.plan(SampleSpecs.tasks(), SampleSpecs.everyType())))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("Another node is migrating this database: process 1");
      drop(database);
    }
  }

  @Test
  void refusesAnOldServerAndAStandby() {
    Server old = new Server(140012, "14.12", "d", "l", true, true, false, false, List.of());
    assertThatThrownBy(old::mustServe)
        .isInstanceOf(MigrationRefused.class)
        .hasMessageContaining("PostgreSQL 14.12; Freehold needs 15 or newer");
    Server standby = new Server(150000, "15.0", "d", "l", true, true, true, false, List.of());
    assertThatThrownBy(standby::mustServe).hasMessageContaining("standby");
  }

  private static void row(TestDatabase database) {
    TestDatabase.execute(
        database.target(),
        """
        insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');
        insert into app.tasks (user_id, title) select id, 'kept' from auth.users\
        """);
  }

  static Prepared prepare(TestDatabase database, ApiPlan plan) {
    return migrator(database.target(), Duration.ofSeconds(20)).prepare(plan);
  }

  static Migrator migrator(DatabaseTarget target, Duration patience) {
    return migrator(target, patience, Automatic.SAFE);
  }

  static Migrator migrator(DatabaseTarget target, Duration patience, Automatic automatic) {
    return new Migrator(
        TestDatabase.vertx(), target, SECRET, "0.1.0", patience, automatic, event -> {});
  }

  /// Roles outlive their database.
  static void drop(TestDatabase database) {
    String name = database.target().database();
    database.close();
    DatabaseTarget server = database.target().in("postgres");
    TestDatabase.execute(server, "drop role if exists " + name + "_api, " + name + "_auth");
  }
}
