package dev.freehold.migrate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MigrationStepTest {
  private static MigrationStep step(Risk declared, Risk ifAny, String remedy) {
    return new MigrationStep(
        "tasks.title",
        "rule tasks.title maxLength: 20 → 10",
        Phase.EXPAND,
        declared,
        Lock.ACCESS_EXCLUSIVE,
        LockDuration.MOMENT,
        new Action.Transaction(List.of("select 1")),
        Optional.of(new RowsAtRisk("select 1", "rows", ifAny)),
        remedy,
        new ModelChange(Map.of(), Set.of()));
  }

  @Test
  void whatToDoWithRowsIsSaidWhereThereAreAny() {
    MigrationStep step = step(Risk.SAFE, Risk.BLOCKED, "mend these rows first");
    assertThat(step.counted(2, "such as id 1, 2").remedy()).isEqualTo("mend these rows first");
    assertThat(step.counted(2, "such as id 1, 2").atRisk().orElseThrow().named())
        .isEqualTo("rows; such as id 1, 2");
    assertThat(step.counted(0, "").remedy()).isEmpty();
  }

  @Test
  void serversOfTheOldSpecAreStoppedWhateverTheRows() {
    String stop = "servers of the old spec stop serving tasks.title: stop them first";
    MigrationStep step = step(Risk.BREAKING, Risk.LOSSY, stop + "; mend these values first");
    assertThat(step.counted(0, "").remedy()).isEqualTo(stop);
  }

  @Test
  void aLossNeedsItsConsentWithoutRowsToo() {
    MigrationStep step = step(Risk.LOSSY, Risk.LOSSY, "--allow-loss tasks");
    assertThat(step.counted(0, "").remedy()).isEqualTo("--allow-loss tasks");
  }
}
