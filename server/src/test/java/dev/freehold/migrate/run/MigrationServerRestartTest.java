package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.testing.BuildDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The database server restarts while a plan runs.
class MigrationServerRestartTest {
  private static final Path DATA = BuildDirectory.path("restarted-database");

  @Test
  void thePlanResumesAfterAServerRestart() {
    EmbeddedPostgres[] server = {EmbeddedPostgres.start(DATA, _ -> {})};
    Thread[] starting = new Thread[1];
    try (MigrationFixture fixture = MigrationFixture.make(server[0].target())) {
      List<MigrationProgress> told = new CopyOnWriteArrayList<>();
      Consumer<MigrationProgress> stop =
          p -> {
            told.add(p);
            if (p instanceof MigrationProgress.StepStarted(int n, var _, var _) && n == 3) {
              server[0].close();
            }
            if (p instanceof MigrationProgress.Reconnecting && starting[0] == null) {
              starting[0] =
                  Thread.ofPlatform()
                      .start(() -> server[0] = EmbeddedPostgres.start(DATA, _ -> {}));
            }
          };
      assertThat(
              fixture.run(
                  stop,
                  MigrationFixture.COLUMN,
                  MigrationFixture.INDEX,
                  MigrationFixture.FILLED,
                  MigrationFixture.REQUIRED))
          .hasSize(4);
      assertThat(told).anyMatch(MigrationProgress.Reconnecting.class::isInstance);
      assertThat(fixture.history()).hasSize(5);
      assertThat(fixture.drift()).isEmpty();
      assertThat(fixture.query("select count(*)::text from app.items where note = 'n' || id"))
          .isEqualTo("" + MigrationFixture.ROWS);
    } finally {
      join(starting[0]);
      server[0].close();
    }
  }

  private static void join(@Nullable Thread thread) {
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
