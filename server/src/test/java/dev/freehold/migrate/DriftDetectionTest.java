package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.StartupMigrator.PreparedDatabase;
import dev.freehold.migrate.run.CatalogSnapshotSql;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Changes made outside Freehold are refused, or undone if that affects no one.
class DriftDetectionTest {
  private static final ApiPlan TASKS = SampleSpecs.plan(SampleSpecs.tasks());

  private static final String WALLS =
      "select string_agg(key || ' ' || value, e'\\n' order by key) from "
          + CatalogSnapshotSql.ROWS
          + " w where key similar to '(policy|grant|row-security)%'";

  @Test
  void refusesADatabaseThatSomebodyElseChanged() {
    try (TestDatabase database = TestDatabase.fresh()) {
      StartupMigratorTest.prepare(database, TASKS);
      refusedAfter(
          database,
          "alter table app.tasks rename column title to titel",
          "alter table app.tasks rename column titel to title",
          "column app.tasks.title: was text not null, is gone");
      refusedAfter(
          database,
          "alter table app.tasks alter column title drop not null",
          "alter table app.tasks alter column title set not null",
          "column app.tasks.title: was text not null, is text");
      refusedAfter(
          database,
          "alter table auth.users rename to people",
          "alter table auth.people rename to users",
          "column auth.users.id: was uuid not null, is gone");
      refusedAfter(
          database,
          "create policy everybody on app.tasks using (true)",
          "drop policy everybody on app.tasks",
          "policy app.tasks.everybody: is not ours");
      refusedAfter(
          database,
          "alter table app.tasks drop constraint tasks_title_max_length_check;"
              + " alter table app.tasks add constraint tasks_title_max_length_check check (true)",
          "alter table app.tasks drop constraint tasks_title_max_length_check;"
              + " alter table app.tasks add constraint tasks_title_max_length_check"
              + " check (char_length(title) <= 200)",
          "check app.tasks.tasks_title_max_length_check: was (char_length(title) <= 200), is true");
      refusedAfter(
          database,
          "alter table app.tasks drop constraint tasks_user_id_fkey;"
              + " alter table app.tasks add constraint tasks_user_id_fkey"
              + " foreign key (user_id) references auth.users",
          "alter table app.tasks drop constraint tasks_user_id_fkey;"
              + " alter table app.tasks add constraint tasks_user_id_fkey"
              + " foreign key (user_id) references auth.users on delete cascade",
          "keys app.tasks.tasks_user_id_fkey: was user_id to auth.users.id c, is user_id to"
              + " auth.users.id a");
      refusedAfter(
          database,
          "update freehold.ledger set format = 5, program = '9.9'",
          "update freehold.ledger set format = 4",
          "Freehold 9.9, which is newer");
      assertThat(StartupMigratorTest.prepare(database, TASKS).changes()).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void disabledRowSecurityIsRestored() {
    try (TestDatabase database = TestDatabase.fresh()) {
      StartupMigratorTest.prepare(database, TASKS);
      TestDatabase.execute(
          database.target(),
          "alter table app.tasks no force row level security; drop policy owner on app.tasks");
      assertThat(StartupMigratorTest.prepare(database, TASKS).changes())
          .containsExactly("renewed the grants and policies");
      assertThat(StartupMigratorTest.prepare(database, TASKS).changes()).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void aDroppedTriggerIsRestored() {
    try (TestDatabase database = TestDatabase.fresh()) {
      ApiPlan projects = ApiPlanner.plan(SpecFile.example("projects"));
      StartupMigratorTest.prepare(database, projects);
      for (String change :
          List.of(
              "drop trigger _row_changed on app.tasks",
              "alter table app.tasks disable trigger _row_changed",
              "alter function app._row_changed() reset search_path",
              "grant execute on function app._row_changed() to public",
              "create or replace function app._row_changed() returns trigger language plpgsql"
                  + " set search_path = '' as 'begin return new; end'")) {
        TestDatabase.execute(database.target(), change);
        assertThat(StartupMigratorTest.prepare(database, projects).changes())
            .as(change)
            .containsExactly("renewed the grants and policies");
        assertThat(StartupMigratorTest.prepare(database, projects).changes()).isEmpty();
      }
      StartupMigratorTest.drop(database);
    }
  }

  /// Each change gives a caller forbidden access, and none of them changes a name.
  @Test
  void widenedPoliciesAndGrantsAreRestored() {
    try (TestDatabase database = TestDatabase.fresh()) {
      PreparedDatabase prepared = StartupMigratorTest.prepare(database, TASKS);
      String walls = TestDatabase.query(database.target(), WALLS);
      String api = prepared.api().user();
      for (String opened :
          List.of(
              "alter policy owner on app.tasks using (true)",
              "alter policy owner on app.tasks with check (true)",
              "grant truncate on app.tasks to " + api,
              "grant update (user_id) on app.tasks to " + api,
              "grant select on app.tasks to public",
              "grant select (password_hash) on auth.users to " + api,
              "grant usage on schema auth to public",
              "grant create on schema app to " + prepared.auth().user())) {
        TestDatabase.execute(database.target(), opened);
        assertThat(StartupMigratorTest.prepare(database, TASKS).changes())
            .as(opened)
            .containsExactly("renewed the grants and policies");
        assertThat(TestDatabase.query(database.target(), WALLS)).as(opened).isEqualTo(walls);
        assertThat(StartupMigratorTest.prepare(database, TASKS).changes()).isEmpty();
      }
      StartupMigratorTest.drop(database);
    }
  }

  /// A later version of PostgreSQL may write an expression differently. That is not drift.
  @Test
  void bodiesAreComparedWithinOneVersionOfTheServer() {
    try (TestDatabase database = TestDatabase.fresh()) {
      StartupMigratorTest.prepare(database, TASKS);
      TestDatabase.execute(
          database.target(),
          """
          update freehold.ledger set catalog = (
            select jsonb_object_agg(regexp_replace(key, '^body [0-9]+', 'body 1'),
                     case when key like 'body%' then '"other"' else value end)
              from jsonb_each(catalog))\
          """);
      assertThat(StartupMigratorTest.prepare(database, TASKS).changes()).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void refusesAUniqueSetThatIsNotDeferrableAnyMore() {
    ApiPlan plan =
        SampleSpecs.plan(
            """
            freehold: 1
            name: Codes
            resources:
              tasks:
                fields:
                  code: { type: string, unique: true }
            """);
    try (TestDatabase database = TestDatabase.fresh()) {
      StartupMigratorTest.prepare(database, plan);
      TestDatabase.execute(
          database.target(),
          "alter table app.tasks drop constraint tasks_code_key,"
              + " add constraint tasks_code_key unique (user_id, code)");
      assertThatThrownBy(() -> StartupMigratorTest.prepare(database, plan))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining(
              "keys app.tasks.tasks_code_key: was user_id, code deferrable, is user_id, code");
      StartupMigratorTest.drop(database);
    }
  }

  private static void refusedAfter(
      TestDatabase database, String change, String undo, String message) {
    TestDatabase.execute(database.target(), change);
    assertThatThrownBy(() -> StartupMigratorTest.prepare(database, TASKS))
        .isInstanceOf(MigrationRefusedException.class)
        .hasMessageContaining(message);
    TestDatabase.execute(database.target(), undo);
  }
}
