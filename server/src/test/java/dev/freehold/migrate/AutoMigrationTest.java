package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.StartupMigrator.AutoMigration;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests of [AutoMigration]: what a start applies without approval.
class AutoMigrationTest {
  private static final ApiPlan TASKS = SampleSpecs.plan(SampleSpecs.tasks());
  private static final ApiPlan MORE =
      SampleSpecs.plan(
          SampleSpecs.tasks(
              SampleSpecs.field("due_on", ScalarType.DATE, FieldConstraints.NONE, false, null)));

  @Test
  void firstAppliesOnlyTheFirstCreation() {
    try (TestDatabase database = TestDatabase.fresh()) {
      assertThat(prepare(database, TASKS, AutoMigration.FIRST)).contains("new table tasks");
      assertThatThrownBy(() -> prepare(database, MORE, AutoMigration.FIRST))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("safe: new column tasks.due_on date")
          .hasMessageContaining("freehold migrate apply");
      // A start restores changed access without approval.
      TestDatabase.execute(database.target(), "alter table app.tasks disable row level security");
      assertThat(prepare(database, TASKS, AutoMigration.FIRST))
          .containsExactly("renewed the grants and policies");
      assertThat(prepare(database, MORE, AutoMigration.SAFE))
          .contains("new column tasks.due_on date");
      assertThat(prepare(database, MORE, AutoMigration.FIRST)).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void neverAppliesNothing() {
    try (TestDatabase database = TestDatabase.fresh()) {
      assertThatThrownBy(() -> prepare(database, TASKS, AutoMigration.NEVER))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("new table tasks")
          .hasMessageContaining("Nothing was changed");
      assertThat(
              TestDatabase.query(
                  database.target(),
                  "select count(*)::text from pg_namespace where nspname in ('app', 'freehold')"))
          .isEqualTo("0");
      prepare(database, TASKS, AutoMigration.SAFE);
      assertThat(prepare(database, TASKS, AutoMigration.NEVER)).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  private static List<String> prepare(
      TestDatabase database, ApiPlan plan, AutoMigration autoMigration) {
    return StartupMigratorTest.migrator(database.target(), Duration.ofSeconds(20), autoMigration)
        .prepare(plan)
        .changes();
  }
}
