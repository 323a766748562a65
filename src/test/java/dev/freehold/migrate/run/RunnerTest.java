package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import dev.freehold.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Steps, and what comes between them and their end.
class RunnerTest {
  private static final Step[] ALL = {Items.COLUMN, Items.INDEX, Items.FILLED, Items.REQUIRED};

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void eachStepIsDoneAndInTheLedger(DatabaseTarget server) {
    try (Items items = Items.make(server)) {
      List<Progress> told = new ArrayList<>();
      assertThat(items.run(told::add, ALL))
          .containsExactly("new column note", "new index", "fill note", "note is required");
      assertThat(items.state()).contains("notetrue").contains("items_title_idxtrue");
      assertThat(items.query("select count(*)::text from app.items where note = 'n' || id"))
          .isEqualTo("" + Items.ROWS);
      List<LedgerRow> rows = items.history();
      assertThat(rows).hasSize(5);
      assertThat(rows.stream().skip(1).map(r -> r.progress().step())).containsExactly(1, 2, 3, 4);
      assertThat(rows.getLast().fingerprint()).isEqualTo("asked");
      assertThat(rows.get(3).fingerprint()).isNotEqualTo("asked");
      assertThat(rows.getLast().progress().brokenOff()).isFalse();
      assertThat(items.drift()).isEmpty();
      assertThat(told.getFirst()).isEqualTo(new Progress.Began(1, 4, Items.COLUMN));
      assertThat(told.stream().filter(Progress.Done.class::isInstance)).hasSize(4);
      assertThat(told).anyMatch(p -> p instanceof Progress.Rows(var _, long n) && n == Items.ROWS);
      assertThat(items.run(Items::nobody, ALL)).isEmpty();
    }
  }

  @Test
  void anIndexThatAnAttemptLeftIsMadeAnew() {
    try (Items items = Items.make()) {
      items.execute("update app.items set title = 'same' where id < 3");
      assertThatThrownBy(() -> items.run(Items::nobody, Items.INDEX))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("step 1 of 4, new index")
          .hasMessageContaining("wants unique");
      assertThat(items.state()).doesNotContain("items_title_idx");
      // As a killed process leaves it.
      assertThatThrownBy(
              () ->
                  items.execute(
                      "create unique index concurrently items_title_idx on app.items (title)"))
          .isNotNull();
      assertThat(items.state()).contains("items_title_idxfalse");
      assertThat(items.drift()).isEmpty();
      items.execute("update app.items set title = 'title ' || id");
      assertThat(items.run(Items::nobody, Items.INDEX)).hasSize(1);
      assertThat(items.state()).contains("items_title_idxtrue");
    }
  }

  @Test
  void anIndexGoesWithoutAnybodyWaiting() {
    try (Items items = Items.make()) {
      items.run(Items::nobody, Items.INDEX);
      Step drop =
          Items.step(
              "no more index",
              new Work.Concurrently(
                  "\"app\".\"items_title_idx\"", "drop index concurrently items_title_idx"));
      assertThat(items.run(Items::nobody, drop)).hasSize(1);
      assertThat(items.state()).doesNotContain("items_title_idx");
      // Dropped by an attempt that broke off before it could say so.
      Step again =
          Items.step(
              "once more",
              new Work.Concurrently(
                  "\"app\".\"items_title_idx\"", "drop index concurrently items_title_idx"));
      assertThat(items.run(Items::nobody, again)).hasSize(1);
      assertThat(items.drift()).isEmpty();
    }
  }

  @Test
  void aFailureUndoesItsStepAlone() {
    try (Items items = Items.make()) {
      Step bad =
          Items.step(
              "two things",
              new Work.Transaction(
                  List.of(
                      "alter table app.items add other text",
                      "alter table app.items add check (id > 1)")));
      assertThatThrownBy(() -> items.run(Items::nobody, Items.COLUMN, bad, Items.INDEX))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("step 2 of 4, two things")
          .hasMessageContaining("Done before, and done for good: new column note")
          .hasMessageContaining("do not keep to a rule");
      assertThat(items.state()).contains("note").doesNotContain("other");
      assertThat(items.history()).hasSize(2);
      items.execute("delete from app.items where id = 1");
      assertThat(items.run(Items::nobody, Items.COLUMN, bad, Items.INDEX)).hasSize(2);
    }
  }

  @Test
  void aStepThatEndsItsTransactionIsToldSo() {
    try (Items items = Items.make()) {
      Step commits =
          Items.step("by hand", new Work.Transaction(List.of("commit", "begin", "select 1")));
      assertThatThrownBy(() -> items.run(Items::nobody, commits))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("ended the step's transaction");
      assertThat(items.history()).hasSize(1);
    }
  }

  @Test
  void whoIsInTheWayIsNamedAndWaitedFor() throws Exception {
    try (Items items = Items.make();
        AdminConnection reader = AdminConnection.open(TestDatabase.vertx(), items.target())) {
      reader.execute("begin; set application_name = 'report'; select count(*) from app.items");
      List<Progress> told = new CopyOnWriteArrayList<>();
      Thread ending =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      TestDatabase.await(
                          () -> told.stream().anyMatch(Progress.WaitingForLock.class::isInstance));
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    } finally {
                      reader.execute("commit");
                    }
                  });
      assertThat(items.run(told::add, Items.COLUMN)).hasSize(1);
      ending.join();
      Progress.WaitingForLock waiting =
          told.stream()
              .filter(Progress.WaitingForLock.class::isInstance)
              .map(Progress.WaitingForLock.class::cast)
              .findFirst()
              .orElseThrow();
      assertThat(waiting.blocker())
          .startsWith("pid ")
          .contains("report")
          .contains("in a transaction for");
      assertThat(waiting.step()).isEqualTo(Items.COLUMN);
    }
  }

  @Test
  void aConnectionThatIsLostIsOpenedAnew() {
    try (Items items = Items.make()) {
      List<Progress> told = new CopyOnWriteArrayList<>();
      String others =
          "select count(pg_terminate_backend(pid))::text from pg_stat_activity"
              + " where datname = current_database() and pid <> pg_backend_pid()";
      AtomicBoolean filling = new AtomicBoolean(true);
      Consumer<Progress> cut =
          p -> {
            told.add(p);
            boolean begins = p instanceof Progress.Began(int n, var _, var _) && n != 3;
            boolean fills = p instanceof Progress.Rows && filling.getAndSet(false);
            if (begins || fills) {
              items.query(others);
            }
          };
      assertThat(items.run(cut, ALL)).hasSize(4);
      assertThat(told.stream().filter(Progress.Reconnecting.class::isInstance))
          .hasSizeGreaterThanOrEqualTo(4);
      assertThat(items.history()).hasSize(5);
      assertThat(items.query("select count(*)::text from app.items where note = 'n' || id"))
          .isEqualTo("" + Items.ROWS);
      assertThat(items.drift()).isEmpty();
    }
  }

  @Test
  void whatSomebodyElseAppliedMeanwhileIsNotWrittenOver() {
    try (Items items = Items.make()) {
      Consumer<Progress> other =
          p -> {
            if (p instanceof Progress.Began(int n, var _, var _) && n == 2) {
              items.execute(
                  "insert into freehold.ledger (format, program, fingerprint, changes, model,"
                      + " catalog) values (3, 'x', '', '{}', '{}', '{}')");
            }
          };
      Step more =
          Items.step("more", new Work.Transaction(List.of("alter table app.items add more text")));
      assertThatThrownBy(() -> items.run(other, Items.COLUMN, more))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("written by somebody else");
      assertThat(items.state()).doesNotContain("more");
    }
  }
}
