package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each kind of connection takes part in readiness, and the log says why one is refused.
final class ConnectionReadinessTest {
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

  private RunningApp app;
  private String role;

  @BeforeEach
  void start() {
    // One loop, so that each kind of connection is open after its first use.
    app = RunningApp.of(SampleSpecs.plan(SPEC), "EVENT_LOOPS", "1");
    role =
        app.query(
            "select rolname::text from pg_roles where rolname = current_database() || '_api'");
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private int readiness() {
    return app.nobody("").get("/readyz").response().statusCode();
  }

  @Test
  void aNodeWhoseTransactionsCannotConnectIsNotReady() throws Exception {
    ScenarioClient ann = app.person().client();
    String many = "[{\"title\":\"a\"},{\"title\":\"b\"}]";
    ann.post("/notes", many).expect(201);
    ann.get("/notes").expect(200);
    app.sql("alter role " + role + " connection limit 0");
    app.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = '"
            + role
            + "' and query in ('commit', 'rollback')");
    TestDatabase.await(() -> ann.post("/notes", many).response().statusCode() == 503);
    TestDatabase.await(() -> readiness() == 503);
    assertThat(app.nobody("").get("/readyz").json().toString()).contains("for transactions");
    TestDatabase.await(
        () -> app.events().stream().anyMatch(Event.ConnectionsRefused.class::isInstance));
    assertThat(app.events())
        .filteredOn(Event.ConnectionsRefused.class::isInstance)
        .singleElement()
        .satisfies(event -> assertThat(event.toString()).contains("transactions", role, "53300"));
    // Other statements go on.
    ann.get("/notes").expect(200);

    app.sql("alter role " + role + " connection limit -1");
    TestDatabase.await(() -> readiness() == 200);
    ann.post("/notes", many).expect(201);
    assertThat(app.events()).filteredOn(Event.ConnectionsAccepted.class::isInstance).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"_api, 0", "_auth, 0"})
  void aNodeWhoseRoleIsRefusedIsNotReady(String suffix, int limit) throws Exception {
    String refused = app.query("select current_database()::text") + suffix;
    app.sql("alter role " + refused + " connection limit " + limit);
    app.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + refused + "'");
    TestDatabase.await(() -> readiness() == 503);
    app.sql("alter role " + refused + " connection limit -1");
    TestDatabase.await(() -> readiness() == 200);
  }
}
