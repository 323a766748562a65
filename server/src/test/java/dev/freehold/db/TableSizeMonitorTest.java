package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TableSizeMonitorTest {
  private static void await(Future<Void> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void aTableIsSmallByRowsAndByBytes() throws Exception {
    Vertx vertx = TestDatabase.vertx();
    try (TestDatabase database = TestDatabase.fresh()) {
      TestDatabase.execute(
          database.target(),
          "create schema app; create table app.empty (t text); create table app.few (t text);"
              + " create table app.many (t int); create table app.large (t text);"
              + " insert into app.few select 'x' from generate_series(1, 1000);"
              + " insert into app.many select n from generate_series(1, 5000) n;"
              + " insert into app.large select (select string_agg(md5((n * 1000 + g)::text), '')"
              + " from generate_series(1, 1000) g) from generate_series(1, 50) n;"
              + " analyze app.many; analyze app.large");
      // The monitor does not know pages of TOAST tables before a vacuum.
      TestDatabase.execute(database.target(), "vacuum app.large");
      PgDatabase pg = new PgDatabase(vertx, database.target(), 1, _ -> {});
      TestDatabase.await(pg::isUp);
      TableSizeMonitor sizes = new TableSizeMonitor(vertx, pg, "app");
      assertThat(sizes.isSmall("few")).as("before the first answer").isFalse();
      TestDatabase.await(() -> sizes.isSmall("few"));
      assertThat(sizes.isSmall("empty")).isTrue();
      assertThat(sizes.isSmall("many")).isFalse();
      assertThat(sizes.isSmall("large")).isFalse();
      assertThat(sizes.isSmall("unknown")).isFalse();
      sizes.close();
      await(pg.close());
    }
  }

  /// A lock on a table, such as that of a migration, must not stop the check: it runs on a shared
  /// connection.
  @Test
  void aLockedTableDoesNotDelayTheCheck() throws Exception {
    Vertx vertx = TestDatabase.vertx();
    try (TestDatabase database = TestDatabase.fresh();
        AdminConnection locking = AdminConnection.open(vertx, database.target())) {
      locking.execute(
          "create schema app; create table app.few (t text); begin; lock table app.few in access"
              + " exclusive mode");
      // Committed only now, so that the monitor sees the table.
      locking.execute("commit");
      locking.execute("begin; lock table app.few in access exclusive mode");
      PgDatabase pg = new PgDatabase(vertx, database.target(), 1, _ -> {});
      TestDatabase.await(pg::isUp);
      TableSizeMonitor sizes = new TableSizeMonitor(vertx, pg, "app");
      TestDatabase.await(() -> sizes.isSmall("few"));
      locking.execute("rollback");
      sizes.close();
      await(pg.close());
    }
  }
}
