package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.migrate.lease.Progress;
import dev.freehold.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The database goes away in the middle of a plan and comes back.
class RestartedServerTest {
  private static final Path DATA = Path.of("target", "restarted-database");

  @Test
  void thePlanGoesOnWhenTheServerIsBack() {
    EmbeddedPostgres[] server = {EmbeddedPostgres.start(DATA, _ -> {})};
    Thread[] starting = new Thread[1];
    try (Items items = Items.make(server[0].target())) {
      List<Progress> told = new CopyOnWriteArrayList<>();
      Consumer<Progress> stop =
          p -> {
            told.add(p);
            if (p instanceof Progress.Began(int n, var _, var _) && n == 3) {
              server[0].close();
            }
            if (p instanceof Progress.Reconnecting && starting[0] == null) {
              starting[0] =
                  Thread.ofPlatform()
                      .start(() -> server[0] = EmbeddedPostgres.start(DATA, _ -> {}));
            }
          };
      assertThat(items.run(stop, Items.COLUMN, Items.INDEX, Items.FILLED, Items.REQUIRED))
          .hasSize(4);
      assertThat(told).anyMatch(Progress.Reconnecting.class::isInstance);
      assertThat(items.history()).hasSize(5);
      assertThat(items.drift()).isEmpty();
      assertThat(items.query("select count(*)::text from app.items where note = 'n' || id"))
          .isEqualTo("" + Items.ROWS);
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
