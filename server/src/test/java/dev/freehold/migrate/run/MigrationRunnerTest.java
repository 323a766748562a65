package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Running steps, with failures and blocking sessions.
class MigrationRunnerTest {
  private static final MigrationStep[] ALL = {
    MigrationFixture.COLUMN,
    MigrationFixture.INDEX,
    MigrationFixture.FILLED,
    MigrationFixture.REQUIRED
  };

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void eachStepIsDoneAndInTheLedger(DatabaseTarget server) {
    try (MigrationFixture fixture = MigrationFixture.make(server)) {
      List<MigrationProgress> told = new ArrayList<>();
      assertThat(fixture.run(told::add, ALL))
          .containsExactly("new column note", "new index", "fill note", "note is required");
      assertThat(fixture.state()).contains("notetrue").contains("items_title_idxtrue");
      assertThat(fixture.query("select count(*)::text from app.items where note = 'n' || id"))
          .isEqualTo("" + MigrationFixture.ROWS);
      List<LedgerRow> rows = fixture.history();
      assertThat(rows).hasSize(5);
      assertThat(rows.stream().skip(1).map(r -> r.position().step())).containsExactly(1, 2, 3, 4);
      assertThat(rows.getLast().fingerprint()).isEqualTo("asked");
      assertThat(rows.get(3).fingerprint()).isNotEqualTo("asked");
      assertThat(rows.getLast().position().isIncomplete()).isFalse();
      assertThat(fixture.drift()).isEmpty();
      assertThat(told.getFirst())
          .isEqualTo(new MigrationProgress.StepStarted(1, 4, MigrationFixture.COLUMN));
      assertThat(told.stream().filter(MigrationProgress.StepFinished.class::isInstance)).hasSize(4);
      assertThat(told)
          .anyMatch(
              p ->
                  p instanceof MigrationProgress.RowsUpdated(var _, long n)
                      && n == MigrationFixture.ROWS);
      assertThat(fixture.run(MigrationFixture::nobody, ALL)).isEmpty();
    }
  }

  @Test
  void anInvalidIndexIsRebuilt() {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      fixture.execute("update app.items set title = 'same' where id < 3");
      assertThatThrownBy(() -> fixture.run(MigrationFixture::nobody, MigrationFixture.INDEX))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("step 1 of 4, new index")
          .hasMessageContaining("wants unique");
      assertThat(fixture.state()).doesNotContain("items_title_idx");
      // A killed process leaves the index like this.
      assertThatThrownBy(
              () ->
                  fixture.execute(
                      "create unique index concurrently items_title_idx on app.items (title)"))
          .isNotNull();
      assertThat(fixture.state()).contains("items_title_idxfalse");
      assertThat(fixture.drift()).isEmpty();
      fixture.execute("update app.items set title = 'title ' || id");
      assertThat(fixture.run(MigrationFixture::nobody, MigrationFixture.INDEX)).hasSize(1);
      assertThat(fixture.state()).contains("items_title_idxtrue");
    }
  }

  @Test
  void anIndexIsDroppedWithoutBlocking() {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      fixture.run(MigrationFixture::nobody, MigrationFixture.INDEX);
      MigrationStep drop =
          MigrationFixture.step(
              "no more index",
              new Action.ConcurrentIndex(
                  "\"app\".\"items_title_idx\"", "drop index concurrently items_title_idx"));
      assertThat(fixture.run(MigrationFixture::nobody, drop)).hasSize(1);
      assertThat(fixture.state()).doesNotContain("items_title_idx");
      // The index was dropped by an attempt that was interrupted before it could record that.
      MigrationStep again =
          MigrationFixture.step(
              "once more",
              new Action.ConcurrentIndex(
                  "\"app\".\"items_title_idx\"", "drop index concurrently items_title_idx"));
      assertThat(fixture.run(MigrationFixture::nobody, again)).hasSize(1);
      assertThat(fixture.drift()).isEmpty();
    }
  }

  @Test
  void aFailureUndoesItsStepAlone() {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      MigrationStep bad =
          MigrationFixture.step(
              "two things",
              new Action.Transaction(
                  List.of(
                      "alter table app.items add other text",
                      "alter table app.items add check (id > 1)")));
      assertThatThrownBy(
              () ->
                  fixture.run(
                      MigrationFixture::nobody,
                      MigrationFixture.COLUMN,
                      bad,
                      MigrationFixture.INDEX))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("step 2 of 4, two things")
          .hasMessageContaining("Done before, and done for good: new column note")
          .hasMessageContaining("do not keep to a rule");
      assertThat(fixture.state()).contains("note").doesNotContain("other");
      assertThat(fixture.history()).hasSize(2);
      fixture.execute("delete from app.items where id = 1");
      assertThat(
              fixture.run(
                  MigrationFixture::nobody, MigrationFixture.COLUMN, bad, MigrationFixture.INDEX))
          .hasSize(2);
    }
  }

  @Test
  void aStepThatEndsItsTransactionIsReported() {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      MigrationStep commits =
          MigrationFixture.step(
              "by hand", new Action.Transaction(List.of("commit", "begin", "select 1")));
      assertThatThrownBy(() -> fixture.run(MigrationFixture::nobody, commits))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("ended the step's transaction");
      assertThat(fixture.history()).hasSize(1);
    }
  }

  @Test
  void aBlockingSessionIsReportedAndWaitedFor() throws Exception {
    try (MigrationFixture fixture = MigrationFixture.make();
        AdminConnection reader = AdminConnection.open(TestDatabase.vertx(), fixture.target())) {
      reader.execute("begin; set application_name = 'report'; select count(*) from app.items");
      List<MigrationProgress> told = new CopyOnWriteArrayList<>();
      Thread ending =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      TestDatabase.await(
                          () ->
                              told.stream()
                                  .anyMatch(MigrationProgress.WaitingForLock.class::isInstance));
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    } finally {
                      reader.execute("commit");
                    }
                  });
      assertThat(fixture.run(told::add, MigrationFixture.COLUMN)).hasSize(1);
      ending.join();
      MigrationProgress.WaitingForLock waiting =
          told.stream()
              .filter(MigrationProgress.WaitingForLock.class::isInstance)
              .map(MigrationProgress.WaitingForLock.class::cast)
              .findFirst()
              .orElseThrow();
      assertThat(waiting.blocker())
          .startsWith("pid ")
          .contains("report")
          .contains("in a transaction for");
      assertThat(waiting.step()).isEqualTo(MigrationFixture.COLUMN);
    }
  }

  @Test
  void aLostConnectionIsReopened() {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      List<MigrationProgress> told = new CopyOnWriteArrayList<>();
      String others =
          "select count(pg_terminate_backend(pid))::text from pg_stat_activity"
              + " where datname = current_database() and pid <> pg_backend_pid()";
      AtomicBoolean filling = new AtomicBoolean(true);
      Consumer<MigrationProgress> cut =
          p -> {
            told.add(p);
            boolean begins =
                p instanceof MigrationProgress.StepStarted(int n, var _, var _) && n != 3;
            boolean fills = p instanceof MigrationProgress.RowsUpdated && filling.getAndSet(false);
            if (begins || fills) {
              fixture.query(others);
            }
          };
      assertThat(fixture.run(cut, ALL)).hasSize(4);
      assertThat(told.stream().filter(MigrationProgress.Reconnecting.class::isInstance))
          .hasSizeGreaterThanOrEqualTo(4);
      assertThat(fixture.history()).hasSize(5);
      assertThat(fixture.query("select count(*)::text from app.items where note = 'n' || id"))
          .isEqualTo("" + MigrationFixture.ROWS);
      assertThat(fixture.drift()).isEmpty();
    }
  }

  @Test
  void aConcurrentMigrationIsNotOverwritten() {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      Consumer<MigrationProgress> other =
          p -> {
            if (p instanceof MigrationProgress.StepStarted(int n, var _, var _) && n == 2) {
              fixture.execute(
                  "insert into freehold.ledger (format, program, fingerprint, changes, model,"
                      + " catalog) values (3, 'x', '', '{}', '{}', '{}')");
            }
          };
      MigrationStep more =
          MigrationFixture.step(
              "more", new Action.Transaction(List.of("alter table app.items add more text")));
      assertThatThrownBy(() -> fixture.run(other, MigrationFixture.COLUMN, more))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("written by somebody else");
      assertThat(fixture.state()).doesNotContain("more");
    }
  }
}
