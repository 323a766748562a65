package dev.freehold.migrate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.testing.GoldenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationPlannerTest {
  private static final int RANDOM = Integer.getInteger("migration.random", 200);

  static Stream<String> cases() {
    return GoldenFiles.cases("migration").stream().map(p -> p.getFileName().toString());
  }

  static MigrationCase of(String name) {
    return MigrationCase.of(Path.of("testdata/golden/migration", name));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thePlanMatchesTheGoldenFile(String name) {
    MigrationCase migration = of(name);
    GoldenFiles.check(migration.folder(), "plan.txt", MigrationCase.text(migration.plan()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theLastStepLeavesTheTargetModel(String name) {
    MigrationCase migration = of(name);
    MigrationPlan plan = migration.plan();
    if (isPossible(plan)) {
      assertThat(after(plan.steps(), migration.before().definitions()))
          .isEqualTo(migration.after().definitions());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anInterruptedMigrationEndsTheSame(String name) {
    resumes(of(name), name);
  }

  @Test
  void interruptedRandomMigrationsEndTheSame() {
    Random seeds = new Random();
    for (int i = 0; i < RANDOM; i++) {
      long seed = seeds.nextLong();
      resumes(RandomMigration.of(seed), "seed " + seed);
    }
  }

  private static void resumes(MigrationCase migration, String name) {
    List<MigrationStep> steps = migration.plan().steps();
    if (!isPossible(migration.plan())) {
      return;
    }
    Map<String, String> model = migration.before().definitions();
    for (int done = 0; done <= steps.size(); done++) {
      if (done > 0) {
        model = after(steps.subList(done - 1, done), model);
      }
      MigrationPlan rest = migration.plan(model);
      assertThat(after(rest.steps(), model))
          .as(name + ", after step " + done)
          .isEqualTo(migration.after().definitions());
      assertThat(rest.isEmpty()).as(name + ", after step " + done).isEqualTo(done == steps.size());
    }
  }

  static boolean isPossible(MigrationPlan plan) {
    return plan.steps().stream().noneMatch(s -> s.declared() == Risk.BLOCKED);
  }

  static Map<String, String> after(List<MigrationStep> steps, Map<String, String> model) {
    Map<String, String> after = model;
    for (MigrationStep step : steps) {
      after = step.modelChange().applyTo(after);
    }
    return after;
  }
}
