package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.lease.Terms;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.plan.Fingerprint;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What an operator asks for is what runs, or nothing does.
class MigrationsTest {
  private static final ApiPlan TASKS = SampleSpecs.plan(SampleSpecs.tasks());
  private static final ApiPlan MORE =
      SampleSpecs.plan(
          SampleSpecs.tasks(
              SampleSpecs.field("due_on", Scalar.DATE, Rules.NONE, false, null),
              SampleSpecs.field("rank", Scalar.INTEGER, Rules.NONE, true, null)),
          SampleSpecs.everyType());

  private static final String USER =
      """
      insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');
      insert into app.tasks (user_id, title) select id, 'kept' from auth.users\
      """;

  @Test
  void thePlanThatWasShownAndNoOther() {
    try (TestDatabase database = TestDatabase.fresh()) {
      Migrations migrations = migrations(database, _ -> {});
      Planned first = migrations.plan(TASKS, Wishes.NONE);
      assertThat(first.isFirst()).isTrue();
      assertThat(migrations.apply(order(TASKS, first.plan().id())).changes())
          .contains("new table tasks");
      assertThat(migrations.standing(TASKS, Wishes.NONE).planned().orElseThrow().isEmpty())
          .isTrue();

      Planned more = migrations.plan(MORE, filled());
      assertThat(more.risk()).isEqualTo(Risk.BACKFILL);
      String id = more.plan().id();
      assertThatThrownBy(() -> migrations.apply(order(MORE, "0123456789ab")))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("The plan 0123456789ab is stale")
          .hasMessageContaining(id);
      assertThatThrownBy(() -> migrations.apply(order(TASKS, id)))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("is stale");
      assertThat(migrations.apply(order(MORE, id)).changes()).isNotEmpty();
      assertThat(migrations.plan(MORE, Wishes.NONE).isEmpty()).isTrue();
      assertThat(migrations.history().getLast().progress().plan()).isEqualTo(id);
      MigratorTest.drop(database);
    }
  }

  @Test
  void nothingIsLostThatNobodyNamed() {
    try (TestDatabase database = TestDatabase.fresh()) {
      Migrations migrations = migrations(database, _ -> {});
      migrations.apply(order(MORE, null));
      migrations.apply(order(MORE, null));
      TestDatabase.execute(
          database.target(),
          USER.replace(
              "(user_id, title) select id,",
              "(user_id, rank, due_on, title) select id, 1, '2026-01-01',"));
      Planned less = migrations.plan(TASKS, Wishes.NONE);
      assertThat(less.risk()).isEqualTo(Risk.LOSSY);
      assertThatThrownBy(() -> migrations.apply(order(TASKS, less.plan().id())))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("Values would be lost")
          .hasMessageContaining("(1 rows of tasks with a value of due_on)")
          .hasMessageContaining("--allow-loss tasks.due_on --allow-loss tasks.rank");
      Wishes some = new Wishes(Set.of("tasks.due_on", "things"), Map.of());
      assertThatThrownBy(() -> migrations.apply(new Order(TASKS, some, Optional.empty(), true)))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("--allow-loss tasks.rank");
      Wishes all = new Wishes(Set.of("tasks.due_on", "things", "tasks.rank"), Map.of());
      assertThat(migrations.apply(new Order(TASKS, all, Optional.empty(), true)).changes())
          .contains("drop column tasks.due_on", "drop table things");
      assertThat(migrations.plan(TASKS, Wishes.NONE).isEmpty()).isTrue();
      MigratorTest.drop(database);
    }
  }

  /// It goes on under the name that it was shown by, and its numbers go on.
  @Test
  void aPlanThatBrokeOffGoesOn() {
    try (TestDatabase database = TestDatabase.fresh()) {
      migrations(database, _ -> {}).apply(order(TASKS, null));
      TestDatabase.execute(database.target(), USER);
      Planned shown = migrations(database, _ -> {}).plan(MORE, filled());
      String id = shown.plan().id();
      Consumer<Progress> breakOff =
          p -> {
            if (p instanceof Progress.Done(int n, var _, var _, var _) && n == 2) {
              throw new IllegalStateException("broken off");
            }
          };
      Order order = new Order(MORE, filled(), Optional.of(id), false);
      assertThatThrownBy(() -> migrations(database, breakOff).apply(order))
          .hasMessage("broken off");
      Migrations migrations = migrations(database, _ -> {});
      LedgerRow head = migrations.history().getLast();
      assertThat(head.progress().step()).isEqualTo(2);
      assertThat(head.progress().brokenOff()).isTrue();
      assertThat(migrations.plan(MORE, filled()).plan().steps())
          .hasSize(shown.plan().steps().size() - 2);
      migrations.apply(order);
      LedgerRow last = migrations.history().getLast();
      assertThat(last.progress().plan()).isEqualTo(id);
      assertThat(last.progress().step())
          .isEqualTo(shown.plan().steps().size())
          .isEqualTo(last.progress().of());
      assertThat(migrations.plan(MORE, Wishes.NONE).isEmpty()).isTrue();
      assertThat(TestDatabase.query(database.target(), "select rank::text from app.tasks"))
          .isEqualTo("5");
      MigratorTest.drop(database);
    }
  }

  @Test
  void aScriptRunsFromWhereItBeginsAndOnlyOnce() {
    try (TestDatabase database = TestDatabase.fresh()) {
      Migrations migrations = migrations(database, _ -> {});
      migrations.apply(order(TASKS, null));
      TestDatabase.execute(database.target(), USER);
      Planned planned = migrations.plan(MORE, filled());
      Map<String, String> after = planned.applied();
      for (var step : planned.plan().steps()) {
        after = step.change().applied(after);
      }
      Script script =
          new Script(
              "0002_more.sql",
              Collections.nCopies(planned.plan().steps().size(), "sum"),
              planned.plan().id(),
              Fingerprint.of(planned.applied()),
              Fingerprint.of(after),
              planned.plan().steps());
      Script elsewhere =
          new Script(
              "0003_x.sql", script.checksums(), "x", "elsewhere", "x", planned.plan().steps());
      assertThatThrownBy(() -> migrations.run(elsewhere, Wishes.NONE))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("0003_x.sql begins with another state");
      assertThat(migrations.run(script, Wishes.NONE).changes())
          .hasSize(planned.plan().steps().size());
      assertThat(Fingerprint.of(migrations.model())).isEqualTo(script.to());
      assertThat(migrations.run(script, Wishes.NONE).changes()).isEmpty();
      Script edited =
          new Script(
              script.file(),
              Collections.nCopies(script.steps().size(), "other"),
              script.plan(),
              script.from(),
              script.to(),
              script.steps());
      assertThatThrownBy(() -> migrations.run(edited, Wishes.NONE))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("has been edited since");
      assertThat(migrations.plan(MORE, Wishes.NONE).isEmpty()).isTrue();
      assertThat(migrations.history().getLast().progress().file()).isEqualTo("0002_more.sql");
      MigratorTest.drop(database);
    }
  }

  @Test
  void whatSomebodyElseDidIsToldAndStopsEverything() {
    try (TestDatabase database = TestDatabase.fresh()) {
      Migrations migrations = migrations(database, _ -> {});
      migrations.apply(order(TASKS, null));
      TestDatabase.execute(
          database.target(),
          "alter table app.tasks alter completed set default true;"
              + " drop index app.tasks_created_at_desc_id_desc_idx;"
              + " create index tasks_created_at_desc_id_desc_idx on app.tasks (title)");
      assertThatThrownBy(() -> migrations.apply(order(MORE, null)))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("default app.tasks.completed: was false, is true")
          .hasMessageContaining("definition app.tasks_created_at_desc_id_desc_idx: was INDEX");
      Standing standing = migrations.standing(TASKS, Wishes.NONE);
      assertThat(standing.drift()).hasSize(2);
      assertThat(standing.refusal()).isPresent();
      assertThat(standing.planned()).isEmpty();
      TestDatabase.execute(database.target(), "update freehold.ledger set format = 4");
      assertThatThrownBy(() -> migrations.plan(TASKS, Wishes.NONE))
          .hasMessageContaining("newer than this one");
      MigratorTest.drop(database);
    }
  }

  private static Wishes filled() {
    return new Wishes(Set.of(), Map.of("tasks.rank", "5"));
  }

  private static Order order(ApiPlan plan, @Nullable String id) {
    return new Order(plan, filled(), Optional.ofNullable(id), false);
  }

  private static Migrations migrations(TestDatabase database, Consumer<Progress> progress) {
    return new Migrations(
        TestDatabase.vertx(),
        database.target(),
        MigratorTest.SECRET,
        "0.1.0",
        Terms.STANDARD,
        progress);
  }
}
