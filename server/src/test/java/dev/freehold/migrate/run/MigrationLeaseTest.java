package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
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

/// The lease admits one node at a time.
class MigrationLeaseTest {
  private static final MigrationStep[] ALL = {
    MigrationFixture.COLUMN,
    MigrationFixture.INDEX,
    MigrationFixture.FILLED,
    MigrationFixture.REQUIRED
  };

  /// Takes the lease as another node does that finds it expired.
  private static final String TAKEN_OVER =
      "update freehold.lease set token = token + 1, holder = 'other',"
          + " expires_at = clock_timestamp() + interval '2 s'";

  @Test
  void oneOfFiveNodesDoesEachStep() throws Exception {
    try (MigrationFixture fixture = MigrationFixture.make();
        ExecutorService threads = Executors.newFixedThreadPool(5)) {
      List<MigrationProgress> told = new CopyOnWriteArrayList<>();
      List<Callable<List<String>>> nodes = new ArrayList<>();
      for (int node = 0; node < 5; node++) {
        nodes.add(() -> fixture.run(told::add, ALL));
      }
      List<String> done = new ArrayList<>();
      for (Future<List<String>> node : threads.invokeAll(nodes)) {
        done.addAll(node.get());
      }
      assertThat(done)
          .containsExactlyInAnyOrder(
              "new column note", "new index", "fill note", "note is required");
      assertThat(fixture.history()).hasSize(5);
      assertThat(told)
          .anyMatch(
              p ->
                  p instanceof MigrationProgress.WaitingForNode(String holder, var _)
                      && holder.startsWith("process "));
    }
  }

  @Test
  void aHeldLeaseIsWaitedForWithATimeout() {
    try (MigrationFixture fixture = MigrationFixture.make();
        MigrationLease held = fixture.lease(MigrationFixture::nobody)) {
      MigrationTimeouts impatient = MigrationFixture.TERMS.withWaitTime(Duration.ofMillis(300));
      assertThatThrownBy(
              () ->
                  MigrationLease.take(
                      TestDatabase.vertx(), fixture.target(), impatient, MigrationFixture::nobody))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("Another node is migrating this database: process ");
      assertThat(held.connection()).isNotNull();
    }
  }

  @Test
  void aLiveHolderKeepsTheLease() throws Exception {
    try (MigrationFixture fixture = MigrationFixture.make();
        MigrationLease held = fixture.lease(MigrationFixture::nobody)) {
      String beats = "select (beat_at - taken_at > interval '3 s')::text from freehold.lease";
      TestDatabase.await(() -> fixture.query(beats).equals("true"));
      held.fenced(_ -> {});
    }
  }

  @Test
  void theLeaseOfADeadHolderExpires() {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      fixture.run(MigrationFixture::nobody, MigrationFixture.COLUMN);
      fixture.execute(TAKEN_OVER);
      long begin = System.nanoTime();
      assertThat(fixture.run(MigrationFixture::nobody, ALL)).hasSize(3);
      assertThat(System.nanoTime() - begin).isGreaterThan(1_000_000_000L);
    }
  }

  @Test
  void aHolderThatLostTheLeaseStops() {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      AtomicInteger waits = new AtomicInteger();
      Consumer<MigrationProgress> lose =
          p -> {
            if (p instanceof MigrationProgress.StepStarted(int n, var _, var _) && n == 2) {
              fixture.execute(TAKEN_OVER);
              waits.incrementAndGet();
            }
          };
      MigrationStep more =
          MigrationFixture.step(
              "more", new Action.Transaction(List.of("alter table app.items add more text")));
      assertThatThrownBy(() -> fixture.run(lose, MigrationFixture.COLUMN, more))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("Another node took over")
          .hasMessageContaining("Done before, and done for good: new column note");
      assertThat(waits).hasValue(1);
      assertThat(fixture.state()).doesNotContain("more");
      // The lease of the other node is left alone.
      assertThat(fixture.query("select holder from freehold.lease")).isEqualTo("other");
    }
  }

  /// The next holder waits for the last transaction of this one, and sees its changes.
  @Test
  void theLeaseCannotBeTakenWhileAStepRuns() {
    try (MigrationFixture fixture = MigrationFixture.make();
        MigrationLease held = fixture.lease(MigrationFixture::nobody)) {
      held.fenced(
          _ -> {
            assertThatThrownBy(() -> fixture.execute("set lock_timeout = '200ms';" + TAKEN_OVER))
                .isInstanceOf(dev.freehold.db.DatabaseException.class)
                .hasMessage("LOCKED");
            // Renewals are not blocked.
            String beats = "select beat_at::text from freehold.lease";
            String before = fixture.query(beats);
            try {
              TestDatabase.await(() -> !fixture.query(beats).equals(before));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  @Test
  void theBackendOfADeadHolderIsTerminated() {
    try (MigrationFixture fixture = MigrationFixture.make();
        MigrationLease dead = fixture.lease(MigrationFixture::nobody)) {
      dead.connection().execute("begin; lock table app.items");
      fixture.execute("update freehold.lease set expires_at = '-infinity', token = -1");
      // From here on, the dead holder's renewals find no row to renew.
      assertThat(fixture.run(MigrationFixture::nobody, MigrationFixture.COLUMN)).hasSize(1);
    }
  }
}
