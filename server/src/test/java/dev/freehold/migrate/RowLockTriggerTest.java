package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestMigrator;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Triggers that lock rows and roles, in a database whose owner forced row-level security binds: with
/// roles of their own for requests, and with a single login.
class RowLockTriggerTest {
  private static final String ANN = "00000000-0000-7000-8000-00000000000a";
  private static final String BOB = "00000000-0000-7000-8000-00000000000b";

  private static final ApiPlan BEFORE = plan("user via thread", "");
  private static final ApiPlan AFTER =
      plan(
          "user via thread.board where thread.locked = false and thread.board.open",
          ", role: agent");

  private static ApiPlan plan(String words, String role) {
    return SampleSpecs.plan(
        """
        freehold: 1
        name: Case
        auth: { roles: [agent] }
        resources:
          boards:
            id: integer
            access: { read: user }
            fields: { open: { type: boolean, default: true, required: true } }
          threads:
            id: integer
            access: { read: user }
            fields:
              board: { type: ref, to: boards }
              locked: { type: boolean, default: false, required: true }
          posts:
            id: integer
            access: { read: user, create: [ %1$s ], update: [ %1$s ], delete: [ %1$s ] }
            fields:
              thread: { type: ref, to: threads, onDelete: cascade }
              keeper: { type: ref, to: people, onDelete: setNull%2$s }
        """
            .formatted(words, role));
  }

  @ParameterizedTest
  @ValueSource(strings = {"createrole", "nocreaterole"})
  void theRowsOfAPathAreLocked(String login) {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseTarget owner = ServingRolesTest.owner(database, login + " nobypassrls");
      apply(owner, BEFORE);
      String role =
          login.equals("createrole") ? database.target().database() + "_api" : owner.user();
      TestDatabase.execute(
          database.target(),
          """
          insert into auth.users (id, password_hash) values ('%1$s', '$argon2id$x'), ('%2$s', '$argon2id$x');
          insert into auth.roles (user_id, role) values ('%2$s', 'agent');
          insert into app.boards (user_id) values ('%1$s');
          insert into app.threads (user_id, board_id) values ('%1$s', 1);
          insert into app.posts (user_id, thread_id, keeper_id) values ('%1$s', 1, '%1$s')\
          """
              .formatted(ANN, BOB));
      String add = "insert into app.posts (user_id, thread_id, keeper_id) values ('%s', 1, '%s')";
      assertThat(isLocked(database, role, add.formatted(ANN, ANN), "threads")).isFalse();
      apply(owner, AFTER);
      for (String write :
          new String[] {
            add.formatted(ANN, BOB),
            "update app.posts set keeper_id = '" + BOB + "' where keeper_id = '" + ANN + "'",
            "update app.posts set keeper_id = null",
            "delete from app.posts"
          }) {
        assertThat(isLocked(database, role, write, "threads")).as(write).isTrue();
        assertThat(isLocked(database, role, write, "boards")).as(write).isTrue();
      }
      assertThatThrownBy(() -> as(database, role, add.formatted(ANN, ANN)))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.constraint()).isEqualTo("posts_keeper_id_fkey"));
      as(database, role, "update app.posts set thread_id = thread_id");
      assertThat(TestDatabase.query(database.target(), "select keeper_id::text from app.posts"))
          .isEqualTo(ANN);
      // The lock gives no right to the rows: Ann changes the own thread alone.
      TestDatabase.execute(
          database.target(), "insert into app.threads (user_id) values ('" + BOB + "')");
      assertThat(count(database, role, "update app.threads set locked = true returning id"))
          .isEqualTo(1);
      TestDatabase.execute(database.target(), "update app.boards set open = false");
      as(database, role, "delete from app.posts");
      as(database, role, "delete from app.threads");
      assertThat(TestDatabase.query(database.target(), "select count(*)::text from app.posts"))
          .isEqualTo("0");
      apply(owner, BEFORE);
      assertThat(
              TestDatabase.query(
                  database.target(),
                  "select coalesce(string_agg(proname, ','), '') from pg_proc where pronamespace ="
                      + " 'app'::regnamespace and (prosrc like '%freehold.locks%' or proname like"
                      + " '%recheck%')"))
          .isEmpty();
      ServingRolesTest.drop(database, owner);
    }
  }

  /// Whether a write of Ann locks the rows of a table, until it is rolled back.
  private static boolean isLocked(TestDatabase database, String role, String sql, String table) {
    try (AdminConnection connection = as(database, role);
        AdminConnection other = AdminConnection.open(TestDatabase.vertx(), database.target())) {
      connection.execute("begin");
      connection.execute(sql);
      return other
          .query(
              "select count(*)::text from (select from app."
                  + table
                  + " for no key update skip locked) r",
              Tuple.tuple())
          .getFirst()
          .getString(0)
          .equals("0");
    }
  }

  private static void apply(DatabaseTarget owner, ApiPlan plan) {
    TestMigrator.of(owner, StartupMigratorTest.SECRET, _ -> {})
        .apply(
            new ApplyRequest(
                plan, new MigrationOptions(Set.of(), Map.of()), Optional.empty(), true));
  }

  private static int count(TestDatabase database, String role, String sql) {
    try (AdminConnection connection = as(database, role)) {
      return connection.query(sql, Tuple.tuple()).size();
    }
  }

  private static void as(TestDatabase database, String role, String sql) {
    try (AdminConnection connection = as(database, role)) {
      connection.execute(sql);
    }
  }

  /// A connection of the role that serves requests, for Ann.
  private static AdminConnection as(TestDatabase database, String role) {
    AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), database.target());
    connection.execute("set session authorization \"" + role + "\"");
    connection.query("select set_config('freehold.user_id', $1, false)", Tuple.of(ANN));
    return connection;
  }
}
