package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.lease.Lease;
import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.lease.Terms;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import dev.freehold.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// One node at a time, whatever becomes of it.
class LeaseTest {
  private static final Step[] ALL = {Items.COLUMN, Items.INDEX, Items.FILLED, Items.REQUIRED};

  /// As another node does it that found the lease expired.
  private static final String TAKEN_OVER =
      "update freehold.lease set token = token + 1, holder = 'other',"
          + " expires_at = clock_timestamp() + interval '2 s'";

  @Test
  void ofFiveAtOnceOneDoesEachStep() throws Exception {
    try (Items items = Items.make();
        ExecutorService threads = Executors.newFixedThreadPool(5)) {
      List<Progress> told = new CopyOnWriteArrayList<>();
      List<Callable<List<String>>> nodes = new ArrayList<>();
      for (int node = 0; node < 5; node++) {
        nodes.add(() -> items.run(told::add, ALL));
      }
      List<String> done = new ArrayList<>();
      for (Future<List<String>> node : threads.invokeAll(nodes)) {
        done.addAll(node.get());
      }
      assertThat(done)
          .containsExactlyInAnyOrder(
              "new column note", "new index", "fill note", "note is required");
      assertThat(items.history()).hasSize(5);
      assertThat(told)
          .anyMatch(
              p ->
                  p instanceof Progress.WaitingForNode(String holder, var _)
                      && holder.startsWith("process "));
    }
  }

  @Test
  void oneThatIsHeldIsWaitedForAndNotForEver() {
    try (Items items = Items.make();
        Lease held = items.lease(Items::nobody)) {
      Terms impatient = Items.TERMS.patient(Duration.ofMillis(300));
      assertThatThrownBy(
              () -> Lease.take(TestDatabase.vertx(), items.target(), impatient, Items::nobody))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("Another node is migrating this database: process ");
      assertThat(held.connection()).isNotNull();
    }
  }

  @Test
  void itOutlivesItsTimeAsLongAsItsHolderLives() throws Exception {
    try (Items items = Items.make();
        Lease held = items.lease(Items::nobody)) {
      String beats = "select (beat_at - taken_at > interval '3 s')::text from freehold.lease";
      TestDatabase.await(() -> items.query(beats).equals("true"));
      held.fenced(_ -> {});
    }
  }

  @Test
  void thatOfADeadHolderEnds() {
    try (Items items = Items.make()) {
      items.run(Items::nobody, Items.COLUMN);
      items.execute(TAKEN_OVER);
      long begin = System.nanoTime();
      assertThat(items.run(Items::nobody, ALL)).hasSize(3);
      assertThat(System.nanoTime() - begin).isGreaterThan(1_000_000_000L);
    }
  }

  @Test
  void aHolderThatLostItStops() {
    try (Items items = Items.make()) {
      AtomicInteger waits = new AtomicInteger();
      Consumer<Progress> lose =
          p -> {
            if (p instanceof Progress.Began(int n, var _, var _) && n == 2) {
              items.execute(TAKEN_OVER);
              waits.incrementAndGet();
            }
          };
      Step more =
          Items.step("more", new Work.Transaction(List.of("alter table app.items add more text")));
      assertThatThrownBy(() -> items.run(lose, Items.COLUMN, more))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("Another node took over")
          .hasMessageContaining("Done before, and done for good: new column note");
      assertThat(waits).hasValue(1);
      assertThat(items.state()).doesNotContain("more");
      // The other one's lease is left alone.
      assertThat(items.query("select holder from freehold.lease")).isEqualTo("other");
    }
  }

  /// Its last transaction is not overtaken: the next holder sees what it did.
  @Test
  void nobodyGetsItWhileAStepRuns() {
    try (Items items = Items.make();
        Lease held = items.lease(Items::nobody)) {
      held.fenced(
          _ -> {
            assertThatThrownBy(() -> items.execute("set lock_timeout = '200ms';" + TAKEN_OVER))
                .isInstanceOf(dev.freehold.db.DbFailure.class)
                .hasMessage("LOCKED");
            // Signs of life pass.
            String beats = "select beat_at::text from freehold.lease";
            String before = items.query(beats);
            try {
              TestDatabase.await(() -> !items.query(beats).equals(before));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  @Test
  void whatADeadHolderStillRunsIsEnded() {
    try (Items items = Items.make();
        Lease dead = items.lease(Items::nobody)) {
      dead.connection().execute("begin; lock table app.items");
      items.execute("update freehold.lease set expires_at = '-infinity', token = -1");
      // Its signs of life find nothing to prolong from here on.
      assertThat(items.run(Items::nobody, Items.COLUMN)).hasSize(1);
    }
  }
}
