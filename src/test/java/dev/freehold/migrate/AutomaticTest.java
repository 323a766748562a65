package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a start may do by itself.
class AutomaticTest {
  private static final ApiPlan TASKS = SampleSpecs.plan(SampleSpecs.tasks());
  private static final ApiPlan MORE =
      SampleSpecs.plan(
          SampleSpecs.tasks(SampleSpecs.field("due_on", Scalar.DATE, Rules.NONE, false, null)));

  @Test
  void onlyTheFirstCreation() {
    try (TestDatabase database = TestDatabase.fresh()) {
      assertThat(prepare(database, TASKS, Automatic.FIRST)).contains("new table tasks");
      assertThatThrownBy(() -> prepare(database, MORE, Automatic.FIRST))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("safe: new column tasks.due_on date")
          .hasMessageContaining("freehold migrate apply");
      // Whoever opened a table to all does not have to be asked.
      TestDatabase.execute(database.target(), "alter table app.tasks disable row level security");
      assertThat(prepare(database, TASKS, Automatic.FIRST))
          .containsExactly("renewed the grants and policies");
      assertThat(prepare(database, MORE, Automatic.SAFE)).contains("new column tasks.due_on date");
      assertThat(prepare(database, MORE, Automatic.FIRST)).isEmpty();
      MigratorTest.drop(database);
    }
  }

  @Test
  void nothing() {
    try (TestDatabase database = TestDatabase.fresh()) {
      assertThatThrownBy(() -> prepare(database, TASKS, Automatic.NEVER))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("new table tasks")
          .hasMessageContaining("Nothing was changed");
      assertThat(
              TestDatabase.query(
                  database.target(),
                  "select count(*)::text from pg_namespace where nspname in ('app', 'freehold')"))
          .isEqualTo("0");
      prepare(database, TASKS, Automatic.SAFE);
      assertThat(prepare(database, TASKS, Automatic.NEVER)).isEmpty();
      MigratorTest.drop(database);
    }
  }

  private static List<String> prepare(TestDatabase database, ApiPlan plan, Automatic automatic) {
    return MigratorTest.migrator(database.target(), Duration.ofSeconds(20), automatic)
        .prepare(plan)
        .changes();
  }
}
