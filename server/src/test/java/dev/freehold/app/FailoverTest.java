package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.event.Event;
import dev.freehold.testing.InstalledPostgres;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server with a primary and a streaming standby in its `DATABASE_URL`.
final class FailoverTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Notes
      version: "1.0.0"
      resources:
        notes:
          fields:
            title: { type: string, required: true }
      """;

  private InstalledPostgres primary;
  private InstalledPostgres standby;
  private RunningApp app;
  private DatabaseTarget target;

  @BeforeEach
  void start() throws Exception {
    Optional<InstalledPostgres> installed = InstalledPostgres.fresh();
    assumeTrue(installed.isPresent(), "no PostgreSQL is installed in /usr/lib/postgresql");
    primary = installed.orElseThrow();
    TestDatabase.execute(primary.target(), "alter system set synchronous_commit = remote_apply");
    standby = primary.standby();
    TestDatabase.execute(primary.target(), "alter system set synchronous_standby_names = '*'; ");
    TestDatabase.execute(primary.target(), "select pg_reload_conf()");
    // The standby first, so that it has to be passed over.
    target =
        DatabaseUrlParser.parse(
            RunningApp.url(primary.target())
                .replace(
                    "127.0.0.1:" + primary.port(),
                    "127.0.0.1:" + standby.port() + ",127.0.0.1:" + primary.port()));
    app =
        RunningApp.on(
            primary.target(),
            SampleSpecs.plan(SPEC),
            "DATABASE_URL",
            RunningApp.url(primary.target())
                .replace(
                    "127.0.0.1:" + primary.port(),
                    "127.0.0.1:" + standby.port() + ",127.0.0.1:" + primary.port()));
  }

  @AfterEach
  void stop() {
    if (app != null) {
      app.close();
    }
    if (standby != null) {
      standby.close();
    }
    if (primary != null) {
      primary.close();
    }
  }

  private int readiness() {
    return app.nobody("").get("/readyz").response().statusCode();
  }

  private static String titled(int number) {
    return "{\"title\":\"note " + number + "\"}";
  }

  @Test
  void afterAPromotionWritesSucceedWithinThreeSecondsAndNothingIsLost() throws Exception {
    ScenarioClient ann = app.person().client();
    List<String> acknowledged = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      acknowledged.add(ann.post("/notes", titled(i)).expect(201).data().getValue("id").toString());
    }
    primary.kill();
    TestDatabase.await(() -> readiness() == 503);
    assertThat(ann.post("/notes", titled(20)).response().statusCode()).isEqualTo(503);
    TestDatabase.await(() -> app.nobody("").get("/readyz").json().toString().contains("database"));
    // With nobody to wait for: the new primary has no standby.
    standby.promote();
    long promoted = System.nanoTime();
    TestDatabase.execute(standby.target(), "alter system set synchronous_standby_names = ''");
    TestDatabase.execute(standby.target(), "select pg_reload_conf()");
    TestDatabase.await(3_000, () -> ann.post("/notes", titled(21)).response().statusCode() == 201);
    // Transactions have connections of their own.
    String several = "[{\"title\":\"a\"},{\"title\":\"b\"}]";
    TestDatabase.await(3_000, () -> ann.post("/notes", several).response().statusCode() == 201);
    assertThat(Duration.ofNanos(System.nanoTime() - promoted)).isLessThan(Duration.ofSeconds(3));
    TestDatabase.await(() -> readiness() == 200);
    for (String id : acknowledged) {
      ann.get("/notes/" + id).expect(200);
    }
    // Commands and migrations find the new primary too.
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), target)) {
      assertThat(
              connection
                  .query("select inet_server_port() as port", Tuple.tuple())
                  .getFirst()
                  .getInteger("port"))
          .isEqualTo(standby.port());
    }
    assertThat(app.events()).filteredOn(Event.RequestFailed.class::isInstance).isEmpty();
  }

  @Test
  void aServerThatBecomesReadOnlyIsLeftAndReadinessSaysWhy() throws Exception {
    ScenarioClient ann = app.person().client();
    ann.post("/notes", titled(1)).expect(201);
    TestDatabase.execute(primary.target(), "alter system set default_transaction_read_only = on");
    TestDatabase.execute(primary.target(), "select pg_reload_conf()");
    TestDatabase.await(() -> readiness() == 503);
    TestDatabase.await(
        () -> app.nobody("").get("/readyz").json().toString().contains("takes no writes"));
    // Unknown if its connection is left while the answer is under way.
    assertThat(ann.post("/notes", titled(2)).expect(503).json().getString("outcome"))
        .isIn("none", "unknown");
    primary.kill();
    standby.promote();
    TestDatabase.execute(standby.target(), "alter system set synchronous_standby_names = ''");
    TestDatabase.execute(standby.target(), "alter system set default_transaction_read_only = off");
    TestDatabase.execute(standby.target(), "select pg_reload_conf()");
    TestDatabase.await(3_000, () -> ann.post("/notes", titled(3)).response().statusCode() == 201);
  }
}
