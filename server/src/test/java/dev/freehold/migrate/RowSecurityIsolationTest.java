package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Row-level security and the query predicates each isolate users on their own.
class RowSecurityIsolationTest {
  private static final String ANN = "00000000-0000-7000-8000-00000000000a";
  private static final String BOB = "00000000-0000-7000-8000-00000000000b";

  private static final String READ =
      """
      select t.* from set_config('freehold.user_id', $1, true) as c(uid),
        lateral (select title from %s where %s id = $2 offset 0) t\
      """;
  private static final String LIST =
      """
      select t.* from set_config('freehold.user_id', $1, true) as c(uid),
        lateral (select title from %s where %s true order by created_at desc limit 20 offset 0) t\
      """;
  private static final String COUNT =
      """
      select n.total::text from set_config('freehold.user_id', $1, true) as c(uid),
        lateral (select count(*) as total from %s where %s true offset 0) n\
      """;
  private static final String UPDATE =
      """
      with w as (update %s set title = 'changed' where %s id = $2 returning title)
      select w.* from set_config('freehold.user_id', $1, true) as c(uid),
        lateral (select w.* from w where c.uid is not null offset 0) w\
      """;
  private static final String DELETE =
      """
      with w as (delete from %s where %s id = $2 returning title)
      select w.* from set_config('freehold.user_id', $1, true) as c(uid),
        lateral (select w.* from w where c.uid is not null offset 0) w\
      """;

  private static final String OWN = "user_id = c.uid::uuid and";

  /// `$1::uuid` alone would make the parameter a uuid, which `set_config` does not take.
  private static final String OWN_WRITE = "user_id = $1::text::uuid and";

  private static final String SWITCHES =
      "select name from pg_settings where name like 'enable\\_%' and vartype = 'bool'";

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void rowSecurityIsolatesWithoutThePredicate(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = prepared(database, "app.tasks");
      try (AdminConnection bob = AdminConnection.open(TestDatabase.vertx(), api)) {
        // Rows 1 and 2 are Ann's, row 3 is Bob's.
        assertThat(titles(bob, READ.formatted("app.tasks", ""), Tuple.of(BOB, 1L))).isEmpty();
        assertThat(titles(bob, LIST.formatted("app.tasks", ""), Tuple.of(BOB)))
            .containsExactly("bob 3");
        assertThat(titles(bob, COUNT.formatted("app.tasks", ""), Tuple.of(BOB)))
            .containsExactly("1");
        assertThat(titles(bob, UPDATE.formatted("app.tasks", ""), Tuple.of(BOB, 1L))).isEmpty();
        assertThat(titles(bob, DELETE.formatted("app.tasks", ""), Tuple.of(BOB, 1L))).isEmpty();

        bob.inTransaction(
            () -> {
              bob.query("select set_config('freehold.user_id', $1, true)", Tuple.of(BOB));
              assertThat(
                      titles(
                          bob, "update app.tasks set title = 'x' returning title", Tuple.tuple()))
                  .hasSize(1);
              assertThat(titles(bob, "delete from app.tasks returning title", Tuple.tuple()))
                  .hasSize(1);
            });
        assertThatThrownBy(
                () ->
                    bob.inTransaction(
                        () -> {
                          bob.query(
                              "select set_config('freehold.user_id', $1, true)", Tuple.of(BOB));
                          bob.execute(
                              "insert into app.tasks (user_id, title) values ('" + ANN + "', 'x')");
                        }))
            .isInstanceOfSatisfying(
                DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
      }
      assertThat(
              TestDatabase.query(
                  database.target(), "select string_agg(title, ',' order by id) from app.tasks"))
          .isEqualTo("ann 1,ann 2");
      StartupMigratorTest.drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void withoutAUserThereAreNoRowsAndNoError(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = prepared(database, "app.tasks");
      try (AdminConnection nobody = AdminConnection.open(TestDatabase.vertx(), api)) {
        String all = "select title from app.tasks";
        assertThat(titles(nobody, all, Tuple.tuple())).isEmpty();
        // A setting that ended with its transaction reads as '' and not as unset.
        assertThat(titles(nobody, LIST.formatted("app.tasks", OWN), Tuple.of(ANN))).hasSize(2);
        assertThat(titles(nobody, all, Tuple.tuple())).isEmpty();
        assertThat(
                titles(nobody, "update app.tasks set title = 'x' returning title", Tuple.tuple()))
            .isEmpty();
        assertThat(titles(nobody, "delete from app.tasks returning title", Tuple.tuple()))
            .isEmpty();
      }
      StartupMigratorTest.drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void thePredicateIsolatesWithoutRowSecurity(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = prepared(database, "app.copy");
      try (AdminConnection bob = AdminConnection.open(TestDatabase.vertx(), api)) {
        statements(bob, "app.copy");
        // Check that row-level security is off here.
        assertThat(titles(bob, READ.formatted("app.copy", ""), Tuple.of(BOB, 1L))).hasSize(1);
      }
      StartupMigratorTest.drop(database);
    }
  }

  /// The setting must be made before the table is read, in every plan.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void noPlanReadsTheTableBeforeTheUserIsSet(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = prepared(database, "app.tasks");
      List<String> switches;
      try (AdminConnection admin = AdminConnection.open(TestDatabase.vertx(), server)) {
        switches = titles(admin, SWITCHES, Tuple.tuple());
      }
      assertThat(switches).hasSizeGreaterThan(15);
      try (AdminConnection bob = AdminConnection.open(TestDatabase.vertx(), api)) {
        statements(bob, "app.tasks");
        for (String planner : switches) {
          bob.execute("set " + planner + " = off");
          statements(bob, "app.tasks");
          bob.execute("reset " + planner);
        }
        switches.forEach(planner -> bob.execute("set " + planner + " = off"));
        statements(bob, "app.tasks");
        bob.execute("set plan_cache_mode = force_generic_plan");
        statements(bob, "app.tasks");
        switches.forEach(planner -> bob.execute("reset " + planner));
        statements(bob, "app.tasks");
      }
      StartupMigratorTest.drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void theServingRolesHaveNoOtherPrivileges(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = prepared(database, "app.tasks");
      DatabaseTarget auth =
          StartupMigratorTest.prepare(database, SampleSpecs.plan(SampleSpecs.tasks())).auth();
      for (String sql :
          List.of(
              "select id from auth.users",
              "select * from auth.sessions",
              "select * from freehold.ledger",
              "update app.tasks set user_id = '" + BOB + "'",
              "update app.tasks set created_at = now()",
              "insert into app.tasks (user_id, title, created_at) values ('"
                  + BOB
                  + "', 'x', now())",
              "truncate app.tasks",
              "alter table app.tasks disable row level security",
              "drop policy owner on app.tasks",
              "create table app.mine ()",
              "create table public.mine ()",
              "create schema mine",
              "create role mine",
              "set row_security = off; select * from app.tasks",
              "set role " + server.user(),
              "set role " + auth.user())) {
        refused(api, sql);
      }
      for (String sql :
          List.of(
              "select * from app.tasks",
              "select * from freehold.ledger",
              "delete from app.tasks",
              "delete from auth.emails",
              "update auth.emails set user_id = null",
              "delete from auth.roles",
              "truncate auth.users cascade",
              "select email_hash from auth.events",
              "update auth.events set kind = 'log_in'",
              "create table auth.mine ()",
              "create table public.mine ()",
              "set role " + api.user())) {
        refused(auth, sql);
      }
      StartupMigratorTest.drop(database);
    }
  }

  /// Runs all statements with their predicate: they return Bob's rows, but not Ann's.
  private static void statements(AdminConnection connection, String table) {
    assertThat(titles(connection, READ.formatted(table, OWN), Tuple.of(BOB, 3L))).hasSize(1);
    assertThat(titles(connection, READ.formatted(table, OWN), Tuple.of(BOB, 1L))).isEmpty();
    assertThat(titles(connection, LIST.formatted(table, OWN), Tuple.of(BOB)))
        .hasSize(1)
        .noneMatch(t -> t.startsWith("ann"));
    assertThat(titles(connection, COUNT.formatted(table, OWN), Tuple.of(BOB))).containsExactly("1");
    assertThat(titles(connection, UPDATE.formatted(table, OWN_WRITE), Tuple.of(BOB, 3L)))
        .containsExactly("changed");
    assertThat(titles(connection, UPDATE.formatted(table, OWN_WRITE), Tuple.of(BOB, 1L))).isEmpty();
    assertThat(titles(connection, DELETE.formatted(table, OWN_WRITE), Tuple.of(BOB, 1L))).isEmpty();
    if (table.equals("app.tasks")) {
      String insert =
          """
          insert into app.tasks (user_id, title) select c.uid::uuid, $2
            from set_config('freehold.user_id', $1, true) as c(uid) returning title\
          """;
      assertThat(titles(connection, insert, Tuple.of(BOB, "new"))).containsExactly("new");
      Tuple newest = Tuple.of(BOB, newest(connection));
      assertThat(titles(connection, DELETE.formatted(table, OWN_WRITE), newest)).hasSize(1);
    }
  }

  private static long newest(AdminConnection connection) {
    String sql = READ.replace("title", "max(id)").replace("id = $2", "$2::bigint > 0");
    return connection
        .query(sql.formatted("app.tasks", OWN), Tuple.of(BOB, 1L))
        .getFirst()
        .getLong(0);
  }

  private static void refused(DatabaseTarget target, String sql) {
    assertThatThrownBy(() -> TestDatabase.execute(target, sql))
        .as(target.user() + ": " + sql)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.sqlState()).as(e.reason()).isEqualTo("42501"));
  }

  private static List<String> titles(AdminConnection connection, String sql, Tuple arguments) {
    Stream<Row> rows = connection.query(sql, arguments).stream();
    return rows.map(r -> r.getString(0)).toList();
  }

  /// Ann's two tasks and Bob's one in `app.tasks`, and in `app.copy`, which has no row-level
  /// security.
  private static DatabaseTarget prepared(TestDatabase database, String table) {
    DatabaseTarget api =
        StartupMigratorTest.prepare(database, SampleSpecs.plan(SampleSpecs.tasks())).api();
    TestDatabase.execute(
        database.target(),
        """
        insert into auth.users (id, password_hash) values ('%1$s', '$argon2id$x'), ('%2$s', '$argon2id$x');
        insert into app.tasks (user_id, title) values ('%1$s', 'ann 1'), ('%1$s', 'ann 2'), ('%2$s', 'bob 3');
        """
            .formatted(ANN, BOB));
    if (table.equals("app.copy")) {
      TestDatabase.execute(
          database.target(),
          "create table app.copy as table app.tasks; grant all on app.copy to \""
              + api.user()
              + "\"");
    }
    return api;
  }
}
