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

/// Lists of references in a database whose owner forced row-level security binds: with roles of their
/// own for requests, and with a single login.
class ReferenceListTest {
  private static final String ANN = "00000000-0000-7000-8000-00000000000a";
  private static final String BOB = "00000000-0000-7000-8000-00000000000b";

  private static final ApiPlan BEFORE = plan("title: string");
  private static final ApiPlan AFTER =
      plan(
          """
          title: string
                friends: { type: ref, to: people, many: true }
                labels: { type: ref, to: labels, many: true, write: owner }\
          """);

  private static ApiPlan plan(String fields) {
    return SampleSpecs.plan(
        """
        freehold: 1
        name: Case
        resources:
          things:
            id: integer
            access: { read: user, update: user, delete: user }
            fields:
              %s
          labels:
            owner: none
            id: integer
            access: { read: user, create: user, delete: user }
            fields: { name: string }
        """
            .formatted(fields));
  }

  @ParameterizedTest
  @ValueSource(strings = {"createrole", "nocreaterole"})
  void listsAndLinksStayEqual(String login) {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseTarget owner = ServingRolesTest.owner(database, login + " nobypassrls");
      apply(owner, BEFORE, Set.of());
      String role =
          login.equals("createrole") ? database.target().database() + "_api" : owner.user();
      TestDatabase.execute(
          database.target(),
          """
          insert into auth.users (id, password_hash) values ('%s', '$argon2id$x'), ('%s', '$argon2id$x');
          insert into app.things (user_id, title) values ('%s', 'one');
          insert into app.labels (name) values ('a'), ('b')\
          """
              .formatted(ANN, BOB, ANN));
      apply(owner, AFTER, Set.of());
      assertThat(row(database)).isEqualTo("{} {} 1");

      as(
          database,
          role,
          "update app.things set labels = array[2, 1], friends = array['" + BOB + "']::uuid[]");
      assertThat(row(database)).isEqualTo("{2,1} {" + BOB + "} 1");
      assertThat(links(database)).isEqualTo("1 " + BOB + ",1 1,1 2");
      assertThatThrownBy(() -> as(database, role, "update app.things set labels = array[1, 9]"))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.constraint()).isEqualTo("_things_labels_item_id_fkey"));
      assertThatThrownBy(() -> as(database, role, "update app.things set labels = array[1, 3, 3]"))
          .isInstanceOf(DatabaseException.class);

      as(database, role, "delete from app.labels where id = 2");
      assertThat(row(database)).isEqualTo("{1} {" + BOB + "} 2");
      // Neither the sign-in role nor, without a policy, the owner reads a row of these tables.
      String signIn =
          login.equals("createrole") ? database.target().database() + "_auth" : owner.user();
      as(database, signIn, "delete from auth.users where id = '" + BOB + "'");
      assertThat(row(database)).isEqualTo("{1} {} 3");
      assertThat(links(database)).isEqualTo("1 1");

      apply(owner, AFTER, Set.of());
      apply(owner, BEFORE, Set.of("things.friends", "things.labels"));
      as(database, role, "update app.things set title = 'two'");
      assertThat(
              TestDatabase.query(
                  database.target(),
                  "select coalesce(string_agg(proname, ','), '') from pg_proc where pronamespace ="
                      + " 'app'::regnamespace and proname like '%link%'"))
          .isEmpty();
      ServingRolesTest.drop(database, owner);
    }
  }

  private static void apply(DatabaseTarget owner, ApiPlan plan, Set<String> losses) {
    TestMigrator.of(owner, StartupMigratorTest.SECRET, _ -> {})
        .apply(
            new ApplyRequest(plan, new MigrationOptions(losses, Map.of()), Optional.empty(), true));
  }

  /// Runs a statement as the role that serves requests, for Ann.
  private static void as(TestDatabase database, String role, String sql) {
    try (AdminConnection connection =
        AdminConnection.open(TestDatabase.vertx(), database.target())) {
      connection.execute("set session authorization \"" + role + "\"");
      connection.query("select set_config('freehold.user_id', $1, false)", Tuple.of(ANN));
      connection.execute(sql);
    }
  }

  private static String row(TestDatabase database) {
    return TestDatabase.query(
        database.target(),
        "select labels::text || ' ' || friends::text || ' ' || _version from app.things");
  }

  private static String links(TestDatabase database) {
    return TestDatabase.query(
        database.target(),
        "select coalesce(string_agg(l, ',' order by l collate \"C\"), '') from (select row_id || '"
            + " ' || item_id as l from app._things_labels union all select row_id || ' ' || item_id"
            + " from app._things_friends) x");
  }
}
