package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.testing.ChildProcess;
import dev.freehold.type.Secret;
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

/// A migration process is killed (SIGKILL) at any point.
class KilledMigrationTest {
  /// The minimum number of events in a run: four steps start and end, with two batches.
  private static final int LINES = 10;

  private static final int POINTS = Integer.getInteger("kill.points", LINES);

  private static final long SEED = Long.getLong("kill.seed", System.nanoTime());

  @Test
  void theNextRunCompletesAKilledMigration() throws Exception {
    String undisturbed;
    try (MigrationFixture fixture = MigrationFixture.make()) {
      fixture.run(_ -> {}, MigrationFixture.slow());
      undisturbed = fixture.state();
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

  /// @param line the number of lines that the process has printed when it is killed
  private static String killedAndResumed(int line, Duration later) throws Exception {
    try (MigrationFixture fixture = MigrationFixture.make()) {
      DatabaseTarget target = fixture.target();
      try (ChildProcess child =
          ChildProcess.start(
              List.of(),
              MigrationRunnerMain.class,
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
      assertThat(fixture.drift()).isEmpty();
      fixture.run(_ -> {}, MigrationFixture.slow());
      assertThat(fixture.drift()).isEmpty();
      assertThat(fixture.history().stream().map(r -> r.changes().getFirst()))
          .containsExactly("made", "new column note", "new index", "fill note", "note is required");
      assertThat(fixture.query("select count(*)::text from app.items where note = 'n' || id"))
          .isEqualTo("" + MigrationFixture.ROWS);
      return fixture.state();
    }
  }

  /// A separate program that runs the steps of [MigrationFixture] and prints a line for each event.
  public static final class MigrationRunnerMain {
    private MigrationRunnerMain() {}

    public static void main(String[] words) {
      DatabaseTarget target =
          DatabaseTarget.unixSocket(
              words[0], Integer.parseInt(words[1]), words[2], words[3], Secret.of(words[4]));
      MigrationFixture.of(target).run(p -> System.out.println("at " + p), MigrationFixture.slow());
      System.out.println("done");
      System.exit(0);
    }
  }
}
