package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.testing.Child;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// A process that runs a migration and is killed (SIGKILL), wherever it is.
class KilledRunnerTest {
  /// What happens in a run at the least: four steps begin and end, with two batches.
  private static final int LINES = 10;

  private static final int POINTS = Integer.getInteger("kill.points", LINES);

  private static final long SEED = Long.getLong("kill.seed", System.nanoTime());

  @Test
  void theNextOneEndsAsIfNothingHadHappened() throws Exception {
    String undisturbed;
    try (Items items = Items.make()) {
      items.run(_ -> {}, Items.slow());
      undisturbed = items.state();
    }
    Random random = new Random(SEED);
    List<Callable<String>> kills = new ArrayList<>();
    for (int point = 0; point < POINTS; point++) {
      int line = 1 + point % LINES;
      Duration later = Duration.ofMillis(random.nextInt(40));
      kills.add(() -> killedAndResumed(line, later));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (Future<String> end : threads.invokeAll(kills)) {
        assertThat(end.get()).as("seed " + SEED).isEqualTo(undisturbed);
      }
    }
  }

  /// @param line that it has said when it is killed
  private static String killedAndResumed(int line, Duration later) throws Exception {
    try (Items items = Items.make()) {
      DatabaseTarget target = items.target();
      try (Child child =
          Child.start(
              List.of(),
              RunnerMain.class,
              target.host(),
              Integer.toString(target.port()),
              target.database(),
              target.user(),
              target.password().reveal())) {
        for (int said = 0; said < line; said++) {
          child.line("at ");
        }
        LockSupport.parkNanos(later.toNanos());
        child.kill();
      }
      assertThat(items.drift()).isEmpty();
      items.run(_ -> {}, Items.slow());
      assertThat(items.drift()).isEmpty();
      assertThat(items.history().stream().map(r -> r.changes().getFirst()))
          .containsExactly("made", "new column note", "new index", "fill note", "note is required");
      assertThat(items.query("select count(*)::text from app.items where note = 'n' || id"))
          .isEqualTo("" + Items.ROWS);
      return items.state();
    }
  }
}
