package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/// Files are what runs: in order, once, as they were reviewed.
final class MigrateFilesCommandTest extends MigrateFixture {
  private static final String TAGS = "      tags: { type: ref, to: tags, many: true }\n";

  @Test
  void filesAreWhatRuns() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "Start");
    assertThat(file("0001_start.sql")).exists();
    succeed("new", "again");
    assertThat(out).contains("Nothing to write");
    refuse(1, "status");
    assertThat(out).containsPattern("0001_start.sql +pending");
    succeed("apply", "--yes");
    succeed("status");
    assertThat(out).containsPattern("0001_start.sql +applied");
    rows("one", "x");

    spec(TITLE, NOTES, "      due_on: date\n");
    refuse(3, "status");
    assertThat(out).contains("freehold migrate new");
    refuse(1, "apply", "--yes");
    succeed("new", "add due dates!");
    String text = Files.readString(file("0002_add_due_dates.sql"));
    Files.writeString(
        file("0002_add_due_dates.sql"),
        text
            + "\n"
            + "-- freehold:hand first of the year\n"
            + "update app.tasks set due_on = '2026-01-01';\n");
    String id = planned();
    refuse(1, "apply", "--plan", "000000000000");
    succeed("apply", "--plan", id);
    assertThat(TestDatabase.query(database.target(), "select due_on::text from app.tasks"))
        .isEqualTo("2026-01-01");
    succeed("status");
    succeed("apply", "--yes");
    assertThat(out).contains("Nothing to do");
  }

  @Test
  void aChangeThatIsNotPossibleIsNotLeftOut() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    succeed("apply", "--yes");
    String owned = Files.readString(directory.resolve("freehold.yaml"));
    String due = "      due_on: date\n";
    for (String more : new String[] {"", due}) {
      Files.writeString(
          directory.resolve("freehold.yaml"),
          owned.replace(
                  "    id: integer\n",
                  """
                      id: integer
                      owner: none
                      access: { read: public, create: user, update: user }
                  """)
              + more);
      refuse(1, "new", "of nobody");
      assertThat(err).contains("no file was written", "blocked: tasks: owned rows");
      assertThat(file("0002_of_nobody.sql")).doesNotExist();
      refuse(1, "plan");
      assertThat(err).contains("tasks: owned rows");
      refuse(1, "apply", "--yes");
    }
  }

  @Test
  void rowsMoveIntoTeamsByFiles() throws IOException {
    spec(TITLE, NOTES, TAGS);
    append("  tags: { id: integer, fields: { word: string } }\n");
    succeed("new", "start");
    succeed("apply", "--yes");
    rows("one", "x");
    spec(TITLE, NOTES, TAGS);
    append(
        "  tags: { id: integer, owner: team, access: { read: team }, fields: { word: string } }\n");
    String yaml = Files.readString(directory.resolve("freehold.yaml"));
    Files.writeString(
        directory.resolve("freehold.yaml"),
        yaml.replace(
                "name: Work\n", "name: Work\nteams: { roles: [admin], fields: { name: string } }\n")
            .replace(
                "    id: integer\n    fields",
                "    id: integer\n    owner: team\n    access: { read: team }\n    fields"));
    succeed("new", "teams", "--contract");
    assertThat(Files.readString(file("0002_teams.sql")))
        .contains(
            "--   does    tasks, tags: owned rows → rows of teams\n",
            "--   risk    blocked: rows of tasks whose tags has ids of rows of other accounts\n",
            "insert into \"app\".\"team_members\"");
    refuse(1, "apply", "--yes");
    assertThat(err).contains("--contract");
    succeed("apply", "--yes", "--contract");
    succeed("status");
    succeed("apply", "--yes", "--contract");
    assertThat(out).contains("Nothing to do");
    assertThat(
            TestDatabase.query(
                database.target(),
                "select string_agg(t.title || ' ' || m.role, ', ') from app.tasks t join"
                    + " app.team_members m using (team_id) join auth.users u on u.id = m.user_id"))
        .isEqualTo("one admin");
  }

  @Test
  void columnsThatPoliciesReadChangeByFiles() throws IOException {
    String access =
        """
            access: { read: [owner, public where size > 1 and flag], update: owner }
            fields:
        """;
    spec(TITLE, NOTES, "      size: integer\n", "      flag: boolean\n");
    replace("    fields:\n", access);
    succeed("new", "start");
    succeed("apply", "--yes");
    rows("one", "x");
    spec(TITLE, NOTES, "      size: bigint\n");
    replace("    fields:\n", access.replace(" and flag", ""));
    succeed("new", "wider", "--contract", "--allow-loss", "tasks.flag");
    succeed("apply", "--yes", "--contract", "--allow-loss", "tasks.flag");
    succeed("status");
    assertThat(
            TestDatabase.query(
                database.target(),
                "select pg_get_expr(polqual, polrelid) from pg_policy where polname = 'read'"
                    + " and polrelid = 'app.tasks'::regclass"))
        .contains("size")
        .doesNotContain("flag");
  }

  @Test
  void renamedRowsMoveIntoTeamsByFiles() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    succeed("apply", "--yes");
    rows("one", "x");
    replace(
        "resources:\n  tasks:\n    id: integer\n",
        """
        teams: { roles: [admin], fields: { name: string } }
        resources:
          jobs:
            renamed_from: tasks
            id: integer
            owner: team
            access: { read: team }
        """);
    succeed("new", "jobs of teams", "--contract");
    succeed("apply", "--yes", "--contract");
    succeed("status");
    assertThat(
            TestDatabase.query(
                database.target(),
                "select title from app.jobs join app.team_members using (team_id)"))
        .isEqualTo("one");
  }

  private void replace(String was, String is) throws IOException {
    Path file = directory.resolve("freehold.yaml");
    String text = Files.readString(file);
    assertThat(text).contains(was);
    Files.writeString(file, text.replace(was, is));
  }

  private void append(String yaml) throws IOException {
    Files.writeString(directory.resolve("freehold.yaml"), yaml, StandardOpenOption.APPEND);
  }

  @Test
  void anOptionWithoutEffectIsNamed() throws IOException {
    spec(TITLE);
    succeed("new", "start");
    succeed("apply", "--yes");
    spec(TITLE, NOTES);
    succeed("new", "notes", "--backfill", "tasks.note=x", "--backfill", "tasks.notes=x");
    assertThat(err)
        .contains("warning: --backfill tasks.note has no effect")
        .doesNotContain("tasks.notes");
    succeed("plan", "--allow-loss", "tasks.nots");
    assertThat(err).contains("warning: --allow-loss tasks.nots has no effect");
  }

  @Test
  void anOptionForAColumnThatNeedsNoneIsNamed() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    spec("      title: { type: string, maxLength: 60 }\n");
    succeed(
        "new",
        "longer",
        "--contract",
        "--backfill",
        "tasks.title=x",
        "--backfill",
        "tasks.notes=x",
        "--allow-loss",
        "tasks.title",
        "--allow-loss",
        "tasks.notes");
    assertThat(err)
        .contains("--backfill tasks.title has no effect: no step of the plan fills it")
        .contains("--backfill tasks.notes has no effect: no step of the plan fills it")
        .contains("--allow-loss tasks.title has no effect: no step of the plan loses values of it")
        .doesNotContain("--allow-loss tasks.notes has no effect");
  }

  @Test
  void aBlockedChangeNamesTheOptionWithoutEffectAndTheValuesThatItTakes() throws IOException {
    spec(TITLE);
    succeed("new", "start");
    spec(TITLE, "      priority: { type: enum, values: [low, high], required: true }\n");
    refuse(1, "new", "priority", "--backfill", "tasks.priorty=low");
    assertThat(err)
        .contains("--backfill tasks.priorty has no effect")
        .contains("--backfill tasks.priority=VALUE (low, high) for the rows that are there");
    refuse(1, "new", "priority", "--backfill", "tasks.priority=lowest");
    assertThat(err)
        .contains("the value 'lowest' must be one of low, high")
        .contains("--backfill tasks.priority=VALUE (low, high), with one that the field can have")
        .doesNotContain("has no effect");
  }

  @Test
  void aFileThatWasAppliedDoesNotChange() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    succeed("new", "hand", "--hand");
    succeed("apply", "--yes");
    String name = "0002_hand.sql";
    String text = Files.readString(file(name));
    edit(name, "select 1;", "select 2;");
    refuse(3, "status");
    assertThat(out).contains(name + ": was changed after it was applied");
    refuse(2, "apply", "--yes");
    Files.writeString(file(name), text + "\n-- freehold:hand more\nselect 1;\n");
    refuse(3, "status");
    Files.writeString(file(name), text.replace("\n", "\r\n"));
    succeed("status");
    Files.delete(file(name));
    refuse(3, "status");
    assertThat(out).contains(name + ": was applied to this database, and is missing");
  }

  @Test
  void aStepThatWasMadeIsNotEdited() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    edit("0001_start.sql", "\"notes\" text", "\"notes\" varchar");
    refuse(2, "apply", "--yes");
    assertThat(err).containsPattern("0001_start.sql:[0-9]+: the step was made from the spec");
    refuse(2, "plan");
    refuse(3, "status");
    assertThat(columns()).isEmpty();
  }

  @Test
  void whatBrokeOffIsMendedAndGoesOn() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    succeed("apply", "--yes");
    rows("one", "x");
    succeed("new", "two", "--hand");
    Files.writeString(
        file("0002_two.sql"),
        Files.readString(file("0002_two.sql"))
                .replace("select 1;", "update app.tasks set notes = notes || '!';")
            + "\n-- freehold:hand fails\nselect 1 / 0;\n");
    String id = planned();
    refuse(1, "apply", "--plan", id);
    assertThat(err).contains("by hand: fails");
    refuse(1, "status");
    String done = Files.readString(file("0002_two.sql"));
    edit("0002_two.sql", "'!'", "'?'");
    refuse(3, "status");
    Files.writeString(file("0002_two.sql"), done.replace("1 / 0", "1"));
    succeed("apply", "--plan", id);
    assertThat(TestDatabase.query(database.target(), "select notes from app.tasks"))
        .isEqualTo("x!");
    succeed("status");
  }

  @Test
  void aLossyFileNeedsItsConsentWhereItRuns() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    succeed("apply", "--yes");
    spec(TITLE);
    refuse(1, "new", "no notes");
    assertThat(err).contains("--allow-loss tasks.notes");
    succeed("new", "no notes", "--allow-loss", "tasks.notes");
    assertThat(out).contains("freehold migrate apply --contract");
    refuse(1, "apply", "--yes", "--allow-loss", "tasks.notes");
    assertThat(out).contains("servers of the old spec stop serving tasks.notes");
    assertThat(err).contains("Only the second phase is left", "freehold migrate apply --contract");
    refuse(1, "apply", "--yes", "--contract");
    assertThat(err).contains("--allow-loss tasks.notes");
    assertThat(columns()).contains("notes");
    succeed("apply", "--yes", "--contract", "--allow-loss", "tasks.notes");
    assertThat(columns()).doesNotContain("notes");
    succeed("status");
  }

  @Test
  void filesComeToADatabaseThatIsThere() throws IOException {
    spec(TITLE);
    succeed("apply", "--yes");
    succeed("new", "start");
    succeed("status");
    spec(TITLE, NOTES);
    succeed("new", "notes");
    refuse(1, "status");
    assertThat(out)
        .containsPattern("0001_start.sql +applied")
        .containsPattern("0002_notes.sql +pending");
    succeed("apply", "--yes");
    assertThat(columns()).contains("notes");
  }

  @Test
  void renamesKeepWhatIsThere() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    succeed("apply", "--yes");
    rows("one", "kept");
    spec(TITLE, "      remarks: { type: text, renamed_from: notes }\n");
    succeed("new", "remarks");
    assertThat(Files.readString(file("0002_remarks.sql"))).doesNotContain("drop column");
    refuse(1, "apply", "--yes");
    succeed("apply", "--yes", "--contract");
    assertThat(TestDatabase.query(database.target(), "select remarks from app.tasks"))
        .isEqualTo("kept");
    succeed("status");
  }

  @Test
  void aTableIsRenamedWithWhatIsInIt() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    succeed("apply", "--yes");
    rows("one", "kept");
    Path spec = directory.resolve("freehold.yaml");
    Files.writeString(
        spec, Files.readString(spec).replace("  tasks:\n", "  todos:\n    renamed_from: tasks\n"));
    refuse(1, "apply", "--yes");
    assertThat(err).contains("freehold migrate new");
    refuse(1, "apply", "--yes", "--contract");
    assertThat(err).contains("freehold migrate new");
    succeed("new", "todos");
    succeed("apply", "--yes", "--contract");
    assertThat(TestDatabase.query(database.target(), "select notes from app.todos"))
        .isEqualTo("kept");
    succeed("status");
    assertThat(
            TestDatabase.query(
                database.target(),
                "select string_agg(distinct tablename::text, ' ') from pg_policies where schemaname"
                    + " = 'app'"))
        .contains("todos");
    refuse(0, "apply", "--yes");
    assertThat(out).contains("Nothing to do");
  }

  @Test
  void aLargeTableIsChangedInTwoFiles() throws IOException {
    String points = "      points: integer\n";
    spec(TITLE, NOTES, points);
    succeed("new", "start");
    succeed("apply", "--yes");
    rows("one", "x");
    TestDatabase.execute(database.target(), "update app.tasks set points = 7");
    spec(TITLE, NOTES, points.replace("integer", "decimal"));
    succeed("new", "copy", "--rows", "tasks=5000000");
    succeed("new", "swap", "--rows", "tasks=5000000");
    assertThat(Files.readString(file("0003_swap.sql"))).contains("phase   contract");
    refuse(1, "status");
    succeed("apply", "--yes");
    assertThat(out).contains("--contract");
    refuse(1, "status");
    succeed("apply", "--yes", "--contract");
    assertThat(TestDatabase.query(database.target(), "select points::text from app.tasks"))
        .isEqualTo("7");
    succeed("status");
  }

  /// No server serves a database in which there is nothing yet.
  @Test
  void aNewDatabaseTakesTheFilesOfBothPhases() throws IOException {
    spec(TITLE, NOTES);
    succeed("new", "start");
    spec(TITLE);
    succeed("new", "no notes", "--allow-loss", "tasks.notes");
    succeed("apply", "--yes", "--allow-loss", "tasks.notes");
    assertThat(columns()).contains("title").doesNotContain("notes");
    succeed("status");
  }
}
