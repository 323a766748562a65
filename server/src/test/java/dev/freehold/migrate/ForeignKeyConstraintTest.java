package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import io.vertx.sqlclient.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Foreign keys: which rows may be referenced, and the actions on delete.
class ForeignKeyConstraintTest {
  private static final String ANN = "00000000-0000-7000-8000-00000000000a";
  private static final String BOB = "00000000-0000-7000-8000-00000000000b";

  private static final String PEOPLE =
      "insert into auth.users (id, password_hash) values ('%s', '$argon2id$x'), ('%s', '$argon2id$x');"
          .formatted(ANN, BOB);

  /// Three projects of Ann, one of them inside another; with a client, two tasks and a comment.
  private static final String PROJECTS =
      PEOPLE
          + """
          insert into app.clients (id, user_id, title) values ('%1$s', '%1$s', 'client');
          insert into app.projects (user_id, title, client_id, parent_id) values
            ('%1$s', 'one', '%1$s', null), ('%1$s', 'two', null, 1), ('%1$s', 'three', null, null);
          insert into app.tasks (user_id, title, project_id) values ('%1$s', 'a', 1), ('%1$s', 'b', 2);
          insert into app.comments (id, user_id, body, task_id) values ('%1$s', '%1$s', 'c', 1);
          update app.projects set first_task_id = 2 where id = 2\
          """
              .formatted(ANN);

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void noRowReferencesARowOfAnotherUser(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api =
          StartupMigratorTest.prepare(database, SampleSpecs.golden("projects")).api();
      TestDatabase.execute(database.target(), PROJECTS);
      refused(
          api,
          as(
              BOB,
              "insert into app.tasks (user_id, title, project_id) values ('%s', 'x', 1)"
                  .formatted(BOB)),
          "23503");
      refused(
          api,
          as(
              BOB,
              "insert into app.tasks (user_id, title, project_id) values ('%s', 'x', 9)"
                  .formatted(BOB)),
          "23503");
      refused(api, as(ANN, "update app.tasks set project_id = 9"), "23503");
      TestDatabase.execute(api, as(ANN, "update app.tasks set project_id = 3 where id = 2"));
      drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void onDeleteCascadesSetsNullOrRestricts(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api =
          StartupMigratorTest.prepare(database, SampleSpecs.golden("projects")).api();
      TestDatabase.execute(database.target(), PROJECTS);
      refused(api, as(ANN, "delete from app.projects where id = 2"), "23503");
      TestDatabase.execute(api, as(ANN, "delete from app.clients"));
      TestDatabase.execute(api, as(ANN, "delete from app.tasks"));
      assertThat(all(database, "select count(*)::text from app.comments")).isEqualTo("0");
      assertThat(
              all(
                  database,
                  "select count(*)::text from app.projects where user_id is not null and client_id"
                      + " is null and first_task_id is null"))
          .isEqualTo("3");
      // Delete rows and the rows they reference at the same time.
      TestDatabase.execute(api, as(ANN, "delete from app.projects"));
      drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void anAccountIsDeletedWithAllItsRows(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      StartupMigratorTest.prepare(database, SampleSpecs.golden("projects"));
      TestDatabase.execute(database.target(), PROJECTS);
      TestDatabase.execute(database.target(), "delete from auth.users where id = '" + ANN + "'");
      assertThat(
              all(
                  database,
                  """
                  select ((select count(*) from app.projects) + (select count(*) from app.tasks)
                           + (select count(*) from app.comments))::text\
                  """))
          .isEqualTo("0");
      drop(database);
    }
  }

  /// Rows of other users that must stay prevent the deletion of an account, as they prevent that of
  /// a row.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void deletingAnAccountAppliesOnDeleteToRowsOfOthers(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = StartupMigratorTest.prepare(database, SampleSpecs.golden("blog")).api();
      TestDatabase.execute(
          database.target(),
          PEOPLE
              + """
              insert into app.posts (user_id, title, previous_id) values
                ('%1$s', 'ann 1', null), ('%1$s', 'ann 2', 1), ('%2$s', 'bob 3', null);
              insert into app.bookmarks (id, user_id, note, post_id) values ('%1$s', '%1$s', 'mine', 2);
              insert into app.comments (id, user_id, body, post_id) values ('%2$s', '%2$s', 'hello', 1);
              """
                  .formatted(ANN, BOB));
      // Bob may read Ann's post, so he may reference it.
      TestDatabase.execute(
          api,
          as(
              BOB,
              "insert into app.bookmarks (id, user_id, note, post_id) values ('%s', '%s', 'hers', 1)"
                  .formatted(BOB, BOB)));
      String delete = "delete from auth.users where id = '" + ANN + "'";
      refused(database.target(), delete, "23503");
      TestDatabase.execute(database.target(), "delete from app.bookmarks where note = 'hers'");
      TestDatabase.execute(database.target(), delete);
      assertThat(all(database, "select string_agg(title, ',') from app.posts")).isEqualTo("bob 3");
      assertThat(all(database, "select count(*)::text from app.comments")).isEqualTo("0");
      drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void anIdempotencyKeyBelongsToOneUser(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = StartupMigratorTest.prepare(database, SampleSpecs.golden("blog")).api();
      TestDatabase.execute(database.target(), PEOPLE);
      String insert =
          "insert into app._idempotency_keys (user_id, key, request_hash) values ('%s', 'k',"
              + " '\\x00')";
      TestDatabase.execute(api, as(ANN, insert.formatted(ANN)));
      TestDatabase.execute(api, as(BOB, insert.formatted(BOB)));
      refused(api, as(BOB, insert.formatted(BOB)), "23505");
      refused(api, as(BOB, insert.formatted(ANN).replace("'k'", "'other'")), "42501");
      refused(api, as(BOB, "update app._idempotency_keys set created_at = now()"), "42501");
      refused(api, as(BOB, insert.formatted(BOB).replace("'k'", "''")), "23514");
      TestDatabase.execute(
          api,
          as(BOB, "update app._idempotency_keys set status = 201, headers = '', body = '\\x00'"));
      TestDatabase.execute(
          database.target(),
          "update app._idempotency_keys set created_at = now() - interval '2 days' where user_id ="
              + " '"
              + ANN
              + "'");
      TestDatabase.execute(api, as(BOB, "delete from app._idempotency_keys"));
      assertThat(
              all(
                  database,
                  "select user_id::text || coalesce(status::text, ' none') from"
                      + " app._idempotency_keys"))
          .isEqualTo(ANN + " none");
      TestDatabase.execute(database.target(), "delete from auth.users where id = '" + ANN + "'");
      assertThat(all(database, "select count(*)::text from app._idempotency_keys")).isEqualTo("0");
      drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void searchUsesTheIndex(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      StartupMigratorTest.prepare(database, SampleSpecs.golden("blog"));
      try (AdminConnection connection =
          AdminConnection.open(TestDatabase.vertx(), database.target())) {
        connection.execute("set enable_seqscan = off");
        String plan =
            "explain (costs off) select id from app.posts where to_tsvector('english'::regconfig,"
                + " coalesce(title, '') || ' ' || coalesce(body, '')) @@"
                + " websearch_to_tsquery('english', 'dogs')";
        assertThat(connection.query(plan, Tuple.tuple()).stream().map(r -> r.getString(0)))
            .anyMatch(line -> line.contains("posts_search_idx"));
      }
      drop(database);
    }
  }

  private static String as(String user, String sql) {
    return "begin; set local freehold.user_id = '" + user + "'; " + sql + "; commit";
  }

  private static String all(TestDatabase database, String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  private static void refused(DatabaseTarget target, String sql, String state) {
    assertThatThrownBy(() -> TestDatabase.execute(target, sql))
        .as(sql)
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.sqlState()).as(e.reason()).isEqualTo(state));
  }

  private static void drop(TestDatabase database) {
    StartupMigratorTest.drop(database);
  }
}
