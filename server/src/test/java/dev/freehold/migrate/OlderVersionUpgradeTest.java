package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.AuthSchemaDdl;
import dev.freehold.migrate.StartupMigrator.PreparedDatabase;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.StoredYearsSql;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A database of an older version is upgraded at startup.
class OlderVersionUpgradeTest {
  private static final ApiPlan TASKS = SampleSpecs.plan(SampleSpecs.tasks());

  private static final String COLUMNS =
      """
      select string_agg(attrelid::regclass || '.' || attname || ' ' || atttypid::regtype, ', '
                        order by attrelid::regclass::text, attname)
        from pg_attribute
       where attrelid::regclass::text like 'auth.%' and attnum > 0 and not attisdropped\
      """;

  private static final String CONSTRAINTS =
      """
      select string_agg(conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid), ', '
                        order by conrelid::regclass::text, conname)
        from pg_constraint where connamespace in ('app'::regnamespace, 'auth'::regnamespace)\
      """;

  private static final String GRANTS =
      """
      select string_agg(table_name || ' ' || privilege_type, ', ' order by table_name, privilege_type)
        from information_schema.role_table_grants
       where table_schema = 'auth' and grantee like '%\\_auth'\
      """;

  /// Version 0.1 had no roles and no disabled accounts.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aDatabaseOfVersion01IsUpgraded(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      StartupMigratorTest.prepare(database, TASKS);
      String columns = TestDatabase.query(database.target(), COLUMNS);
      String grants = TestDatabase.query(database.target(), GRANTS);
      TestDatabase.execute(
          database.target(),
          """
          insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');
          drop table auth.roles;
          alter table auth.users drop column disabled_at;
          update freehold.ledger
             set fingerprint = 'older',
                 model = (select jsonb_object_agg(
                                   key, case key when 'grant auth' then '"older"' else value end)
                            from jsonb_each(model)
                           where key not like '%auth.roles%' and key not like '%disabled_at%'),
                 catalog = (select jsonb_object_agg(key, value)
                              from jsonb_each(catalog)
                             where key not like '%auth.roles%' and key not like '%disabled_at%')\
          """);

      assertThat(StartupMigratorTest.prepare(database, TASKS).changes())
          .containsExactly(
              "alter table auth.users add column disabled_at timestamptz, new table auth.roles",
              "renewed the grants and policies");
      assertThat(TestDatabase.query(database.target(), COLUMNS)).isEqualTo(columns);
      assertThat(TestDatabase.query(database.target(), GRANTS)).isEqualTo(grants);
      assertThat(grants).contains("roles SELECT").doesNotContain("roles INSERT");
      PreparedDatabase again = StartupMigratorTest.prepare(database, TASKS);
      assertThat(again.changes()).isEmpty();
      assertThat(
              TestDatabase.query(
                  again.auth(),
                  "select count(*)::text from auth.users u where u.disabled_at is null"
                      + " and not exists (select from auth.roles r where r.user_id = u.id)"))
          .isEqualTo("1");
      StartupMigratorTest.drop(database);
    }
  }

  /// The previous version: `created_at` and `updated_at` had no CHECK.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void theYearsOfOlderRowsAreChecked(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      StartupMigratorTest.prepare(database, TASKS);
      String constraints = TestDatabase.query(database.target(), CONSTRAINTS);
      TestDatabase.execute(
          database.target(),
          """
          alter table app.tasks drop constraint tasks_created_at_years_check,
            drop constraint tasks_updated_at_years_check;
          alter table auth.users drop constraint users_years_check;
          insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');
          insert into app.tasks (user_id, title, updated_at)
            select id, title, at from auth.users,
              (values ('kept', now()), ('no date', 'infinity'::timestamptz)) row (title, at);
          update freehold.ledger
             set fingerprint = 'older',
                 model = (select jsonb_object_agg(key, value) from jsonb_each(model)
                           where key not like '%\\_at years' and key not like '%users_years_check%'),
                 catalog = (select jsonb_object_agg(key, value) from jsonb_each(catalog)
                             where key not like '%\\_years\\_check')\
          """);
      String before = TestDatabase.query(database.target(), CONSTRAINTS);

      assertThatThrownBy(() -> StartupMigratorTest.prepare(database, TASKS))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("blocked: ")
          .hasMessageContaining("(1 rows of tasks that break tasks.updated_at years; such as id ")
          .hasMessageContaining("Nothing was changed");
      assertThat(TestDatabase.query(database.target(), CONSTRAINTS)).isEqualTo(before);

      TestDatabase.execute(
          database.target(), "update app.tasks set updated_at = now() where title = 'no date'");
      assertThat(StartupMigratorTest.prepare(database, TASKS).changes())
          .containsExactly(
              "alter table auth.users add constraint users_years_check check",
              "look whether all accounts have dates of the years 0001 to 9999",
              "new rule tasks.created_at years: 0001 to 9999",
              "new rule tasks.updated_at years: 0001 to 9999",
              "look whether all rows keep to tasks.created_at years, tasks.updated_at years");
      assertThat(TestDatabase.query(database.target(), CONSTRAINTS)).isEqualTo(constraints);
      assertThat(StartupMigratorTest.prepare(database, TASKS).changes()).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  /// A version whose CHECK of the accounts was never validated.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void theYearsOfOlderAccountsAreChecked(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      StartupMigratorTest.prepare(database, TASKS);
      String constraints = TestDatabase.query(database.target(), CONSTRAINTS);
      TestDatabase.execute(
          database.target(),
          """
          alter table auth.users drop constraint users_years_check;
          insert into auth.users (id, password_hash, created_at, updated_at)
            select gen_random_uuid(), '$argon2id$x', at::timestamptz, now()
              from unnest(array['infinity', '2026-01-01', '0001-01-01 BC']) as at;
          alter table auth.users add constraint users_years_check check (%s) not valid;
          update freehold.ledger
             set fingerprint = 'older',
                 model = (select jsonb_object_agg(key, value) from jsonb_each(model)
                           where key not like '%% validate constraint %%'),
                 catalog = jsonb_set(
                   catalog, '{constraint auth.users.users_years_check}', '"c not valid"')\
          """
              .formatted(StoredYearsSql.CONDITION));

      assertThatThrownBy(() -> StartupMigratorTest.prepare(database, TASKS))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("blocked: look whether all accounts have dates")
          .hasMessageContaining("(2 accounts with other dates)")
          .hasMessageContaining("; mend them with: " + AuthSchemaDdl.MEND_YEARS);

      TestDatabase.execute(database.target(), AuthSchemaDdl.MEND_YEARS);
      assertThat(
              TestDatabase.query(
                  database.target(),
                  "select string_agg((created_at = '2026-01-01' or created_at = '0001-01-01'"
                      + " or created_at >= updated_at)::text, ' ') from auth.users"))
          .isEqualTo("true true true");
      assertThat(StartupMigratorTest.prepare(database, TASKS).changes())
          .containsExactly("look whether all accounts have dates of the years 0001 to 9999");
      assertThat(TestDatabase.query(database.target(), CONSTRAINTS))
          .isEqualTo(constraints)
          .contains("users_years_check")
          .doesNotContain("NOT VALID");
      assertThat(StartupMigratorTest.prepare(database, TASKS).changes()).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }
}
