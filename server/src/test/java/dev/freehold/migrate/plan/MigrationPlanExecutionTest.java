package dev.freehold.migrate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.freehold.db.DatabaseException;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.testing.GoldenFiles;
import dev.freehold.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every golden migration, and some random ones, on a real server: counts the rows at risk,
/// runs the steps both at once and with a new plan before each step, and compares the result with a
/// new database of the same spec.
@TestInstance(Lifecycle.PER_CLASS)
class MigrationPlanExecutionTest {
  private static final int RANDOM = Integer.getInteger("migration.random", 8);

  private final MigrationTestDatabase database = new MigrationTestDatabase(TestDatabase.embedded());

  @AfterAll
  void end() {
    database.close();
  }

  static Stream<String> cases() {
    return MigrationPlannerTest.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aMigratedDatabaseEqualsANewOne(String name) {
    MigrationCase migration = MigrationPlannerTest.of(name);
    if (migration.statistics().major() < 18) {
      return;
    }
    make(migration);
    MigrationPlan plan = database.counted(migration.plan());
    GoldenFiles.check(migration.folder(), "rows.txt", risks(plan));
    if (!plan.obstacles(migration.options()).isEmpty()) {
      return;
    }
    plan.steps().forEach(database::run);
    Map<String, String> straight = database.catalog();
    String rows = database.rows(migration.after());

    make(migration);
    planningEachAnew(migration);
    assertThat(database.catalog()).isEqualTo(straight);
    assertThat(database.rows(migration.after())).isEqualTo(rows);

    database.make(migration.after());
    assertThat(straight).isEqualTo(database.catalog());
    GoldenFiles.check(migration.folder(), "after.txt", rows);
  }

  @Test
  void aRandomlyMigratedDatabaseEqualsANewOne() {
    Random seeds = new Random();
    for (int done = 0; done < RANDOM; ) {
      long seed = seeds.nextLong();
      MigrationCase migration = RandomMigration.of(seed);
      if (MigrationPlannerTest.isPossible(migration.plan())) {
        database.make(migration.before());
        assertThatCode(() -> planningEachAnew(migration))
            .as("seed " + seed)
            .doesNotThrowAnyException();
        Map<String, String> grown = database.catalog();
        database.make(migration.after());
        assertThat(grown).as("seed " + seed).isEqualTo(database.catalog());
        done++;
      }
    }
  }

  private void planningEachAnew(MigrationCase migration) {
    Map<String, String> model = migration.before().definitions();
    for (MigrationPlan rest = migration.plan(model);
        !rest.isEmpty();
        rest = migration.plan(model)) {
      MigrationStep step = rest.steps().getFirst();
      try {
        database.counted(rest);
        database.run(step);
      } catch (DatabaseException e) {
        throw new AssertionError("%s%n%s".formatted(e.getCause(), MigrationCase.text(rest)), e);
      }
      model = step.modelChange().applyTo(model);
    }
  }

  private void make(MigrationCase migration) {
    Path rows = migration.folder().resolve("rows.sql");
    database.make(migration.before(), Files.exists(rows) ? MigrationCase.read(rows) : "select");
  }

  private static String risks(MigrationPlan plan) {
    StringBuilder text = new StringBuilder();
    for (MigrationStep step : plan.steps()) {
      if (step.atRisk().isPresent() || step.risk() != Risk.SAFE) {
        text.append(step.risk()).append(' ').append(step.description());
        step.atRisk()
            .ifPresent(
                r ->
                    text.append("; ")
                        .append(r.counted().orElseThrow())
                        .append(' ')
                        .append(r.named()));
        text.append('\n');
      }
    }
    return text.isEmpty() ? "no rows are at risk\n" : text.toString();
  }
}
