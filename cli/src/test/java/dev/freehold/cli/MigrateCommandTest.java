package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `freehold migrate` on a real database: the exit codes that CI counts on, and what is told.
final class MigrateCommandTest extends MigrateFixture {
  @Test
  void whatIsPlannedIsAppliedAndThenThereIsNothingToDo() throws IOException {
    spec(TITLE);
    refuse(1, "status");
    assertThat(out).contains("freehold.yaml: pending");
    String id = planned();
    assertThat(columns()).isEmpty();
    succeed("plan", "--sql");
    assertThat(out).contains("Plan " + id, "safe", "create table", "apply --plan " + id);
    refuse(2, "apply");
    assertThat(err).contains("--yes");
    assertThat(columns()).isEmpty();
    succeed("apply", "--plan", id);
    assertThat(columns()).contains("title");
    succeed("status");
    assertThat(out).contains("at the spec", "applied  ", "new schema auth");
    succeed("apply", "--yes");
    assertThat(out).contains("Nothing to do");
    succeed("apply", "--plan", id);

    spec(TITLE, NOTES);
    refuse(1, "status", "--format", "json");
    JsonObject status = new JsonObject(out);
    assertThat(status.getString("state")).isEqualTo("pending");
    assertThat(status.getJsonArray("ledger").getJsonObject(0).getJsonArray("changes")).isNotEmpty();
    assertThat(
            status.getJsonObject("plan").getJsonArray("steps").getJsonObject(0).getString("class"))
        .isEqualTo("safe");
    succeed("apply", "--yes");
    assertThat(columns()).contains("notes");
    succeed("status");
  }

  @Test
  void anIdCounterThatLiesBehindIsShownAndAdvanced() throws IOException {
    spec(TITLE);
    succeed("apply", "--yes");
    TestDatabase.execute(
        database.target(),
        "insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');"
            + " insert into app.tasks (user_id, id, title) overriding system value"
            + " select u.id, n, 'imported' from auth.users u, generate_series(1, 500) n");
    refuse(1, "status");
    assertThat(out)
        .contains(
            "pending", "counter  tasks: the next id is 1, and rows have ids up to 500", "apply");
    refuse(1, "status", "--format", "json");
    assertThat(new JsonObject(out).getJsonArray("counters"))
        .containsExactly(new JsonObject().put("table", "tasks").put("last", 0).put("largest", 500));
    succeed("apply", "--yes");
    assertThat(out).contains("Advanced the id counter of tasks: the next id is 501.");
    succeed("status");
    assertThat(out).doesNotContain("counter");
    succeed("apply", "--yes");
    assertThat(out).doesNotContain("counter");
  }

  @Test
  void aStalePlanIsRefused() throws IOException {
    spec(TITLE);
    succeed("apply", "--yes");
    spec(TITLE, NOTES);
    String id = planned();
    spec(TITLE, NOTES, "      due_on: date\n");
    refuse(1, "apply", "--plan", id);
    assertThat(err).contains("stale", "freehold migrate plan");
    assertThat(columns()).doesNotContain("notes");
    refuse(1, "apply", "--plan", "000000000000", "--yes");
  }

  @Test
  void onlyItsOwnConsentLosesValues() throws IOException {
    spec(TITLE, NOTES);
    succeed("apply", "--yes");
    rows("one", "keep me");
    spec(TITLE);
    String id = planned();
    succeed("plan");
    assertThat(out).contains("lossy", "1 ");
    refuse(1, "apply", "--yes", "--contract");
    assertThat(err).contains("--allow-loss tasks.notes");
    refuse(1, "apply", "--plan", id);
    refuse(1, "apply", "--yes", "--contract", "--allow-loss", "tasks.title");
    assertThat(columns()).contains("notes");
    succeed("apply", "--yes", "--contract", "--allow-loss", "tasks.notes");
    assertThat(columns()).doesNotContain("notes");
  }

  /// `--yes` never stops servers of the old spec, however often it is called.
  @Test
  void theSecondPhaseRunsOnlyWhereItIsNamed() throws IOException {
    spec(TITLE, NOTES);
    succeed("apply", "--yes");
    rows("one", "kept");
    spec(TITLE, "      remarks: { type: text, renamed_from: notes }\n");
    Path file = directory.resolve("freehold.yaml");
    Files.writeString(
        file, Files.readString(file) + "  more:\n    id: uuid\n    fields: { name: string }\n");
    succeed("apply", "--yes");
    assertThat(out)
        .contains(
            "new table more",
            "Second phase",
            "servers of the old spec stop serving tasks.notes",
            "freehold migrate apply --contract");
    for (int i = 0; i < 2; i++) {
      refuse(1, "apply", "--yes");
      assertThat(err).contains("Only the second phase is left");
      assertThat(columns()).contains("notes").doesNotContain("remarks");
    }
    refuse(1, "status");
    succeed("apply", "--plan", planned("--contract"), "--contract");
    assertThat(columns()).contains("remarks");
    succeed("status");
  }

  @Test
  void whatCannotBeDoneIsCountedAndSaysWhatToDo() throws IOException {
    spec(TITLE, NOTES);
    succeed("apply", "--yes");
    rows("a title that is long", "x");
    spec(TITLE.replace("200", "5"), NOTES);
    refuse(1, "plan");
    assertThat(out).contains("blocked", "1 ").doesNotContain("Apply exactly this");
    refuse(1, "apply", "--yes");

    spec(TITLE, NOTES, "      priority: { type: integer, required: true }\n");
    refuse(1, "plan");
    assertThat(out).contains("blocked", "--backfill tasks.priority");
    succeed("plan", "--backfill", "tasks.priority=3");
    assertThat(out).contains("backfill");
    succeed("apply", "--yes", "--backfill", "tasks.priority=3");
    assertThat(out)
        .contains("servers of the old spec stop creating rows of tasks without priority");
    assertThat(TestDatabase.query(database.target(), "select priority::text from app.tasks"))
        .isEqualTo("3");
  }

  /// A database that was made from the spec is taken to have had the files that lead to what it is.

  @Test
  void aDatabaseThatSomebodyElseChangedIsForSomebodyToLookAt() throws IOException {
    spec(TITLE, NOTES);
    succeed("apply", "--yes");
    TestDatabase.execute(database.target(), "alter table app.tasks drop column notes");
    refuse(3, "status");
    assertThat(out).contains("diverged", "notes");
    refuse(1, "plan");
    refuse(1, "apply", "--yes");
  }

  @Test
  void aNewerLedgerIsRefused() throws IOException {
    spec(TITLE);
    succeed("apply", "--yes");
    TestDatabase.execute(
        database.target(), "update freehold.ledger set format = 99, program = '9.0.0'");
    refuse(3, "status");
    assertThat(out).contains("9.0.0");
    refuse(1, "apply", "--yes");
  }

  @Test
  void faultyInputIsTold() throws IOException {
    Files.writeString(directory.resolve("freehold.yaml"), "freehold: 1\n");
    refuse(2, "plan");
    spec(TITLE);
    refuse(2, "plan", "--backfill", "tasks.title");
    refuse(2, "plan", "--nonsense");
    refuse(2, "new");
    Files.writeString(directory.resolve(".env"), "DATABASE_URL=nonsense\n");
    refuse(2, "status");
    Files.writeString(
        directory.resolve(".env"),
        """
        DATABASE_URL='postgresql://me@127.0.0.1:1/none'
        JWT_SECRET='k7mqx3vd9rtphw2cunq5k7mqx3vd9rtp'
        """);
    refuse(3, "status");
    refuse(1, "apply", "--yes");
  }

  @Test
  void theEmbeddedDatabaseIsMadeByApply() throws IOException {
    Files.delete(directory.resolve(".env"));
    spec(TITLE);
    String data = directory.resolve("data").toString();
    refuse(1, "plan", "--data", data);
    assertThat(err).contains("freehold migrate apply");
    refuse(3, "status", "--data", data);
    assertThat(directory.resolve("data")).doesNotExist();
    succeed("apply", "--yes", "--data", data);
    succeed("status", "--data", data);
    assertThat(directory.resolve("data/postgres/postmaster.pid")).doesNotExist();
  }

  /// The swap waits for a file of its own, and for anyone who says that no old server is left.

  @Test
  void helpTeaches() {
    for (String command : List.of("plan", "apply", "status", "new")) {
      StringWriter told = new StringWriter();
      assertThat(
              Main.run(
                  new PrintWriter(told, true),
                  new PrintWriter(told, true),
                  "migrate",
                  command,
                  "--help"))
          .isZero();
      assertThat(told.toString())
          .contains("Usage: freehold migrate " + command)
          .containsIgnoringCase("exit status");
    }
    StringWriter told = new StringWriter();
    assertThat(Main.run(new PrintWriter(told, true), new PrintWriter(told, true), "migrate"))
        .isZero();
    assertThat(told.toString()).contains("lossy", "freehold migrate plan");
  }
}
