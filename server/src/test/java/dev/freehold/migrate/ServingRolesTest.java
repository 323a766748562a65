package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.migrate.StartupMigrator.AutoMigration;
import dev.freehold.migrate.StartupMigrator.PreparedDatabase;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServingRolesTest {
  private static final ApiPlan TASKS = SampleSpecs.plan(SampleSpecs.tasks());
  private static final SigningSecrets SECRET =
      SigningSecrets.of(Secret.of("a secret of at least thirty-two bytes"));
  private static final String USER =
      "insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');";

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aLoginWithCreateRoleCreatesTwoRestrictedRoles(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget owner = owner(database, "createrole");
      PreparedDatabase first = migrate(owner, SECRET, new ArrayList<>());
      assertThat(first.singleRole()).isFalse();
      assertThat(migrate(owner, SECRET, new ArrayList<>()).changes()).isEmpty();
      assertThat(TestDatabase.query(first.api(), "select count(*)::text from app.tasks"))
          .isEqualTo("0");

      SigningSecrets next =
          SigningSecrets.of(Secret.of("another secret, also thirty-two bytes long"));
      PreparedDatabase second = migrate(owner, next, new ArrayList<>());
      assertThat(second.changes()).anyMatch(c -> c.startsWith("new password of role"));
      assertThat(TestDatabase.query(second.api(), "select 'in'")).isEqualTo("in");
      assertThatThrownBy(() -> TestDatabase.query(first.api(), "select 'in'"))
          .isInstanceOf(DatabaseException.class);
      drop(database, owner);
    }
  }

  @Test
  void aRoleKeepsItsPasswordWhileItsSecretIsThePreviousOne() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseTarget owner = owner(database, "createrole");
      Secret old = Secret.of("the first secret, of at least thirty-two bytes");
      Secret next = Secret.of("another secret, also thirty-two bytes long");
      PreparedDatabase first = migrate(owner, SigningSecrets.of(old), new ArrayList<>());

      PreparedDatabase both = migrate(owner, new SigningSecrets(next, old), new ArrayList<>());
      assertThat(both.changes()).isEmpty();
      assertThat(both.api()).isEqualTo(first.api());
      assertThat(both.auth()).isEqualTo(first.auth());
      assertThat(TestDatabase.query(both.api(), "select 'in'")).isEqualTo("in");

      PreparedDatabase last = migrate(owner, SigningSecrets.of(next), new ArrayList<>());
      assertThat(last.changes()).anyMatch(c -> c.startsWith("new password of role"));
      assertThat(migrate(owner, new SigningSecrets(old, next), new ArrayList<>()).api())
          .isEqualTo(last.api());
      drop(database, owner);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aLoginWithoutCreateRoleServesUnderForcedRowSecurity(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget owner = owner(database, "nocreaterole");
      List<Event> events = new ArrayList<>();
      PreparedDatabase prepared = migrate(owner, SECRET, events);
      assertThat(prepared.singleRole()).isTrue();
      assertThat(prepared.api()).isEqualTo(owner);
      assertThat(events).contains(new Event.RoleSeparationUnavailable(owner.user()));
      assertThat(migrate(owner, SECRET, events).changes()).isEmpty();

      TestDatabase.execute(
          database.target(),
          USER + "insert into app.tasks (user_id, title) select id, 'x' from auth.users");
      assertThat(TestDatabase.query(owner, "select count(*)::text from app.tasks")).isEqualTo("0");
      TestDatabase.execute(owner, "delete from auth.users");
      assertThat(TestDatabase.query(database.target(), "select count(*)::text from app.tasks"))
          .as("what belongs to an account goes with it, forced row-level security or not")
          .isEqualTo("0");

      TestDatabase.execute(database.target(), "alter role \"" + owner.user() + "\" createrole");
      PreparedDatabase two = migrate(owner, SECRET, events);
      assertThat(two.singleRole()).isFalse();
      assertThat(TestDatabase.query(two.api(), "select count(*)::text from app.tasks"))
          .isEqualTo("0");
      TestDatabase.execute(database.target(), "alter role \"" + owner.user() + "\" nocreaterole");
      assertThat(migrate(owner, SECRET, events).api()).isEqualTo(two.api());
      drop(database, owner);
    }
  }

  @Test
  void refusesALoginThatBypassesRowSecurity() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseTarget owner = owner(database, "bypassrls");
      assertThatThrownBy(() -> migrate(owner, SECRET, new ArrayList<>()))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("BYPASSRLS");
      drop(database, owner);
    }
  }

  @Test
  void refusesALoginThatMayNotCreateSchemas() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseTarget owner = owner(database, "createrole");
      TestDatabase.execute(
          database.target(),
          "alter database " + database.target().database() + " owner to postgres");
      assertThatThrownBy(() -> migrate(owner, SECRET, new ArrayList<>()))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("CREATE on the database");
      drop(database, owner);
    }
  }

  @Test
  void leavesOtherPeoplesRolesAlone() {
    try (TestDatabase database = TestDatabase.fresh()) {
      String role = database.target().database() + "_api";
      TestDatabase.execute(database.target(), "create role " + role + " login");
      assertThatThrownBy(() -> migrate(database.target(), SECRET, new ArrayList<>()))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining(role + " is there already");
      TestDatabase.execute(database.target(), "drop role " + role);

      migrate(database.target(), SECRET, new ArrayList<>());
      TestDatabase.execute(database.target(), "alter role " + role + " bypassrls");
      assertThatThrownBy(() -> migrate(database.target(), SECRET, new ArrayList<>()))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("more than it needs");
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void anyDatabaseNameWorks() {
    DatabaseTarget server = TestDatabase.embedded();
    for (String name : List.of("it's \"quoted\\\" $1", "pg_shop", "ä".repeat(31), "-- x")) {
      String quoted = dev.freehold.type.SqlQuoting.identifier(name);
      TestDatabase.execute(server, "drop database if exists " + quoted + " with (force)");
      TestDatabase.execute(server, "create database " + quoted);
      PreparedDatabase prepared = migrate(server.withDatabase(name), SECRET, new ArrayList<>());
      assertThat(TestDatabase.query(prepared.api(), "select current_database()::text"))
          .isEqualTo(name);
      TestDatabase.execute(server, "drop database " + quoted + " with (force)");
      // The roles still exist, and a new database with the same name takes them over.
      TestDatabase.execute(server, "create database " + quoted);
      assertThat(migrate(server.withDatabase(name), SECRET, new ArrayList<>()).api())
          .isEqualTo(prepared.api());
      TestDatabase.execute(server, "drop database " + quoted + " with (force)");
      for (String role : List.of(prepared.api().user(), prepared.auth().user())) {
        TestDatabase.execute(server, "drop role " + dev.freehold.type.SqlQuoting.identifier(role));
      }
    }
  }

  /// A login that owns the database, with one attribute.
  static DatabaseTarget owner(TestDatabase database, String attribute) {
    String name = database.target().database() + "_owner";
    TestDatabase.execute(
        database.target(),
        "create role %1$s login %2$s password 'pw'; alter database %3$s owner to %1$s"
            .formatted(name, attribute, database.target().database()));
    return database.target().withUser(name, Secret.of("pw"));
  }

  static void drop(TestDatabase database, DatabaseTarget owner) {
    StartupMigratorTest.drop(database);
    TestDatabase.execute(
        database.target().withDatabase("postgres"), "drop role if exists \"" + owner.user() + "\"");
  }

  private static PreparedDatabase migrate(
      DatabaseTarget target, SigningSecrets secrets, List<Event> events) {
    return new StartupMigrator(
            TestDatabase.vertx(),
            target,
            () -> AdminConnection.open(TestDatabase.vertx(), target),
            secrets,
            "0.1.0",
            Duration.ofSeconds(20),
            AutoMigration.SAFE,
            events::add)
        .prepare(TASKS);
  }
}
