package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.DatabaseMigrator.MigrationStatus;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.ModelFingerprint;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestMigrator;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of [DatabaseMigrator]: only the approved plan runs.
class DatabaseMigratorTest {
  private static final ApiPlan TASKS = SampleSpecs.plan(SampleSpecs.tasks());
  private static final ApiPlan MORE =
      SampleSpecs.plan(
          SampleSpecs.tasks(
              SampleSpecs.field("due_on", ScalarType.DATE, FieldConstraints.NONE, false, null),
              SampleSpecs.field("rank", ScalarType.INTEGER, FieldConstraints.NONE, true, null)),
          SampleSpecs.everyType());

  private static final String USER =
      """
      insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');
      insert into app.tasks (user_id, title) select id, 'kept' from auth.users\
      """;

  @Test
  void onlyTheApprovedPlanRuns() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseMigrator migrator = migrations(database, _ -> {});
      PendingMigration first = migrator.plan(TASKS, MigrationOptions.NONE);
      assertThat(first.isFirst()).isTrue();
      assertThat(migrator.apply(order(TASKS, first.plan().id())).changes())
          .contains("new table tasks");
      assertThat(migrator.status(TASKS, MigrationOptions.NONE).planned().orElseThrow().isEmpty())
          .isTrue();

      PendingMigration more = migrator.plan(MORE, filled());
      assertThat(more.risk()).isEqualTo(Risk.BACKFILL);
      String id = more.plan().id();
      assertThatThrownBy(() -> migrator.apply(order(MORE, "0123456789ab")))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("The plan 0123456789ab is stale")
          .hasMessageContaining(id);
      assertThatThrownBy(() -> migrator.apply(order(TASKS, id)))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("is stale");
      assertThat(migrator.apply(order(MORE, id)).changes()).isNotEmpty();
      assertThat(migrator.plan(MORE, MigrationOptions.NONE).isEmpty()).isTrue();
      assertThat(migrator.history().getLast().position().plan()).isEqualTo(id);
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void aLossWithoutConsentIsRefused() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseMigrator migrator = migrations(database, _ -> {});
      migrator.apply(order(MORE, null));
      migrator.apply(order(MORE, null));
      TestDatabase.execute(
          database.target(),
          USER.replace(
              "(user_id, title) select id,",
              "(user_id, rank, due_on, title) select id, 1, '2026-01-01',"));
      PendingMigration less = migrator.plan(TASKS, MigrationOptions.NONE);
      assertThat(less.risk()).isEqualTo(Risk.LOSSY);
      assertThatThrownBy(() -> migrator.apply(order(TASKS, less.plan().id())))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("Values would be lost")
          .hasMessageContaining("(1 rows of tasks with a value of due_on)")
          .hasMessageContaining("--allow-loss tasks.due_on --allow-loss tasks.rank");
      MigrationOptions some = new MigrationOptions(Set.of("tasks.due_on", "things"), Map.of());
      assertThatThrownBy(
              () -> migrator.apply(new ApplyRequest(TASKS, some, Optional.empty(), true)))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("--allow-loss tasks.rank");
      MigrationOptions all =
          new MigrationOptions(Set.of("tasks.due_on", "things", "tasks.rank"), Map.of());
      assertThat(migrator.apply(new ApplyRequest(TASKS, all, Optional.empty(), true)).changes())
          .contains("drop column tasks.due_on", "drop table things");
      assertThat(migrator.plan(TASKS, MigrationOptions.NONE).isEmpty()).isTrue();
      StartupMigratorTest.drop(database);
    }
  }

  /// An interrupted plan is resumed under the id that was shown, and its step numbers continue.
  @Test
  void anInterruptedPlanResumes() {
    try (TestDatabase database = TestDatabase.fresh()) {
      migrations(database, _ -> {}).apply(order(TASKS, null));
      TestDatabase.execute(database.target(), USER);
      PendingMigration shown = migrations(database, _ -> {}).plan(MORE, filled());
      String id = shown.plan().id();
      Consumer<MigrationProgress> breakOff =
          p -> {
            if (p instanceof MigrationProgress.StepFinished(int n, var _, var _, var _) && n == 2) {
              throw new IllegalStateException("broken off");
            }
          };
      ApplyRequest order = new ApplyRequest(MORE, filled(), Optional.of(id), true);
      assertThatThrownBy(() -> migrations(database, breakOff).apply(order))
          .hasMessage("broken off");
      DatabaseMigrator migrator = migrations(database, _ -> {});
      LedgerRow head = migrator.history().getLast();
      assertThat(head.position().step()).isEqualTo(2);
      assertThat(head.position().isIncomplete()).isTrue();
      assertThat(migrator.plan(MORE, filled()).plan().steps())
          .hasSize(shown.plan().steps().size() - 2);
      migrator.apply(order);
      LedgerRow last = migrator.history().getLast();
      assertThat(last.position().plan()).isEqualTo(id);
      assertThat(last.position().step())
          .isEqualTo(shown.plan().steps().size())
          .isEqualTo(last.position().totalSteps());
      assertThat(migrator.plan(MORE, MigrationOptions.NONE).isEmpty()).isTrue();
      assertThat(TestDatabase.query(database.target(), "select rank::text from app.tasks"))
          .isEqualTo("5");
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void aScriptRunsFromWhereItBeginsAndOnlyOnce() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseMigrator migrator = migrations(database, _ -> {});
      migrator.apply(order(TASKS, null));
      TestDatabase.execute(database.target(), USER);
      PendingMigration pending = migrator.plan(MORE, filled());
      Map<String, String> after = pending.appliedModel();
      for (var step : pending.plan().steps()) {
        after = step.modelChange().applyTo(after);
      }
      MigrationScript script =
          new MigrationScript(
              "0002_more.sql",
              Collections.nCopies(pending.plan().steps().size(), "sum"),
              pending.plan().id(),
              ModelFingerprint.of(pending.appliedModel()),
              ModelFingerprint.of(after),
              pending.plan().steps());
      MigrationScript elsewhere =
          new MigrationScript(
              "0003_x.sql", script.checksums(), "x", "elsewhere", "x", pending.plan().steps());
      assertThatThrownBy(() -> migrator.run(elsewhere, MigrationOptions.NONE))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("0003_x.sql begins with another state");
      assertThat(migrator.run(script, MigrationOptions.NONE).changes())
          .hasSize(pending.plan().steps().size());
      assertThat(ModelFingerprint.of(migrator.model())).isEqualTo(script.to());
      assertThat(migrator.run(script, MigrationOptions.NONE).changes()).isEmpty();
      MigrationScript edited =
          new MigrationScript(
              script.file(),
              Collections.nCopies(script.steps().size(), "other"),
              script.plan(),
              script.from(),
              script.to(),
              script.steps());
      assertThatThrownBy(() -> migrator.run(edited, MigrationOptions.NONE))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("has been edited since");
      assertThat(migrator.plan(MORE, MigrationOptions.NONE).isEmpty()).isTrue();
      assertThat(migrator.history().getLast().position().file()).isEqualTo("0002_more.sql");
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void driftIsReportedAndRefused() {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseMigrator migrator = migrations(database, _ -> {});
      migrator.apply(order(TASKS, null));
      TestDatabase.execute(
          database.target(),
          "alter table app.tasks alter completed set default true;"
              + " drop index app.tasks_created_at_desc_id_desc_idx;"
              + " create index tasks_created_at_desc_id_desc_idx on app.tasks (title)");
      assertThatThrownBy(() -> migrator.apply(order(MORE, null)))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("default app.tasks.completed: was false, is true")
          .hasMessageContaining("definition app.tasks_created_at_desc_id_desc_idx: was INDEX");
      MigrationStatus state = migrator.status(TASKS, MigrationOptions.NONE);
      assertThat(state.drift()).hasSize(2);
      assertThat(state.refusal()).isPresent();
      assertThat(state.planned()).isEmpty();
      TestDatabase.execute(database.target(), "update freehold.ledger set format = 5");
      assertThatThrownBy(() -> migrator.plan(TASKS, MigrationOptions.NONE))
          .hasMessageContaining("newer than this one");
      StartupMigratorTest.drop(database);
    }
  }

  private static MigrationOptions filled() {
    return new MigrationOptions(Set.of(), Map.of("tasks.rank", "5"));
  }

  private static ApplyRequest order(ApiPlan plan, @Nullable String id) {
    return new ApplyRequest(plan, filled(), Optional.ofNullable(id), true);
  }

  private static DatabaseMigrator migrations(
      TestDatabase database, Consumer<MigrationProgress> progress) {
    return TestMigrator.of(database.target(), StartupMigratorTest.SECRET, progress);
  }
}
