package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestMigrator;
import dev.freehold.type.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two accounts have rows that refer to each other, and the spec gives the rows to teams.
class MoveToTeamsTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Work
      %1$sresources:
        projects:
          id: integer
      %2$s    fields: { name: { type: string, required: true, unique: true } }
        tags:
          id: integer
      %2$s    fields: { word: { type: string, unique: true } }
        tasks:
          id: integer
      %2$s    fields:
            title: { type: string, required: true }
            status: { type: enum, values: [open, done], default: open, required: true, moves: [open -> done by %3$s] }
            project: { type: ref, to: projects, onDelete: cascade }
            after: { type: ref, to: tasks, onDelete: setNull }
            tags: { type: ref, to: tags, many: true }
          unique: [{ fields: [title], where: "status = 'open'" }]
        comments:
          id: integer
          fields: { task: { type: ref, to: tasks, onDelete: cascade }, body: string }
      """;

  private static final ApiPlan OWNED = SampleSpecs.plan(SPEC.formatted("", "", "owner"));

  private static final ApiPlan SHARED =
      SampleSpecs.plan(
          SPEC.formatted(
              "teams: { roles: [admin, member], fields: { name: { type: string, required: true } }"
                  + " }\n",
              "    owner: team\n"
                  + "    access: { read: team, create: team, update: team, delete: \"team:admin\""
                  + " }\n",
              "team"));

  /// The rows of one account.
  private record Rows(
      RunningApp.SignedUpUser person, Object project, Object tag, Object task, Object comment) {}

  private TestDatabase database;
  private RunningApp before;
  private Rows ann;
  private Rows bob;

  @BeforeEach
  void start() {
    database = TestDatabase.fresh();
    before = RunningApp.on(database.target(), OWNED);
    ann = rows(before.person());
    bob = rows(before.person());
  }

  @AfterEach
  void stop() {
    before.close();
    database.close();
  }

  private static Rows rows(RunningApp.SignedUpUser person) {
    ScenarioClient client = person.client();
    Object project = made(client, "/projects", "{\"name\":\"site\"}");
    Object tag = made(client, "/tags", "{\"word\":\"red\"}");
    Object first =
        made(client, "/tasks", "{\"title\":\"draw\",\"project_id\":%s}".formatted(project));
    Object task =
        made(
            client,
            "/tasks",
            "{\"title\":\"build\",\"project_id\":%s,\"after_id\":%s,\"tags\":[%s]}"
                .formatted(project, first, tag));
    Object comment =
        made(client, "/comments", "{\"body\":\"mine\",\"task_id\":%s}".formatted(task));
    return new Rows(person, project, tag, task, comment);
  }

  private static Object made(ScenarioClient client, String path, String body) {
    return client.post(path, body).expect(201).data().getValue("id");
  }

  @Test
  void theSamePeopleReadTheSameRows() {
    JsonArray annsTasks = list(ann.person().client(), "tasks");
    JsonArray bobsTasks = list(bob.person().client(), "tasks");
    migrate(false, _ -> {});
    assertThat(list(ann.person().client(), "tasks"))
        .as("the first phase takes nothing from a server of the old spec")
        .isEqualTo(annsTasks);
    assertThat(migrator(_ -> {}).plan(SHARED, MigrationOptions.NONE).risk())
        .isEqualTo(Risk.BACKFILL);
    migrate(true, _ -> {});

    try (RunningApp after = RunningApp.on(database.target(), SHARED)) {
      ScenarioClient anns = inOwnTeam(after, ann);
      ScenarioClient bobs = inOwnTeam(after, bob);
      assertThat(list(anns, "tasks")).isEqualTo(annsTasks);
      assertThat(list(bobs, "tasks")).isEqualTo(bobsTasks);
      assertThat(
              anns.get("/tasks/%s?include=project,after,tags".formatted(ann.task()))
                  .expect(200)
                  .data()
                  .getJsonObject("tags.rows")
                  .getJsonArray("data"))
          .hasSize(1);
      assertThat(anns.get("/tags?tasks.count=1").expect(200).column("tags", "id"))
          .containsExactly(ann.tag());
      assertThat(list(after.with(ann.person().accessToken()), "comments"))
          .as("rows that stay with their owner")
          .hasSize(1);

      for (Rows other : List.of(ann, bob)) {
        ScenarioClient outsider = other.equals(ann) ? bobs : anns;
        outsider.get("/tasks/" + other.task()).expect(404);
        outsider.patch("/tasks/" + other.task(), "{\"title\":\"x\"}").expect(404);
        outsider.get("/projects/" + other.project()).expect(404);
        outsider
            .post("/tasks", "{\"title\":\"x\",\"project_id\":%s}".formatted(other.project()))
            .expect(400)
            .details("project_id unknown_reference");
        outsider
            .post("/tasks", "{\"title\":\"x\",\"tags\":[%s]}".formatted(other.tag()))
            .expect(400)
            .details("tags unknown_reference");
      }
      after.with(bob.person().accessToken()).inTeam(team(after, ann)).get("/tasks").expect(404);
      after.with(bob.person().accessToken()).get("/comments/" + ann.comment()).expect(404);
    }
  }

  @Test
  void keysListsAndTriggersHoldInTheTeam() {
    migrate(true, _ -> {});
    try (RunningApp after = RunningApp.on(database.target(), SHARED)) {
      ScenarioClient anns = inOwnTeam(after, ann);
      anns.post("/projects", "{\"name\":\"site\"}").expect(409).details("name taken");
      anns.post("/tasks", "{\"title\":\"build\"}").expect(409).details("title taken");
      anns.patch("/tasks/" + ann.task(), "{\"status\":\"done\"}").expect(200);
      anns.patch("/tasks/" + ann.task(), "{\"status\":\"open\"}")
          .expect(409)
          .details("status move");
      anns.delete("/tags/" + ann.tag()).expect(204);
      assertThat(anns.get("/tasks/" + ann.task()).expect(200).data().getJsonArray("tags"))
          .isEmpty();
      anns.delete("/projects/" + ann.project()).expect(204);
      assertThat(list(anns, "tasks")).isEmpty();
      assertThat(list(after.with(ann.person().accessToken()), "comments")).isEmpty();
      assertThat(list(inOwnTeam(after, bob), "tasks")).hasSize(2);
    }
  }

  @Test
  void theOnlyMemberAdministersTheTeam() {
    migrate(true, _ -> {});
    try (RunningApp after = RunningApp.on(database.target(), SHARED)) {
      ScenarioClient anns = inOwnTeam(after, ann);
      String team = team(after, ann);
      String token =
          anns.post(
                  "/team_invitations",
                  "{\"email\":\"%s\",\"role\":\"member\"}".formatted(bob.person().email()))
              .expect(201)
              .data()
              .getString("token");
      ScenarioClient bobs = after.with(bob.person().accessToken());
      bobs.post("/team_invitations/accept", "{\"token\":\"%s\"}".formatted(token)).expect(201);
      bobs.inTeam(team).get("/tasks/" + ann.task()).expect(200);
      bobs.inTeam(team).patch("/tasks/" + ann.task(), "{\"title\":\"ours\"}").expect(200);
      bobs.inTeam(team).delete("/tasks/" + ann.task()).expect(404);
      assertThat(list(inOwnTeam(after, bob), "tasks")).as("his own team is apart").hasSize(2);
    }
  }

  @Test
  void aServerOfTheOldSpecServesNothingOfTheRowsAfterwards() {
    String version = ann.person().client().get("/tasks/" + ann.task()).expect(200).header("ETag");
    migrate(
        true,
        step -> {
          if (step.risk().compareTo(Risk.SAFE) > 0) {
            assertThat(ann.person().client().get("/tasks/" + ann.task()).status())
                .as(step.description())
                .isIn(200, 503);
          }
        });
    ScenarioClient old = ann.person().client();
    old.get("/tasks/" + ann.task()).expect(503);
    old.get("/tasks").expect(503);
    old.post("/tasks", "{\"title\":\"late\"}").expect(503);
    old.patch("/tasks/" + ann.task(), "{\"title\":\"late\"}").expect(503);
    old.delete("/tasks/" + ann.task()).expect(503);
    old.post("/projects", "{\"name\":\"late\"}").expect(503);
    assertThat(before.nobody("").get("/readyz").status()).isEqualTo(503);
    assertThat(count("select count(*)::text from app.tasks where title = 'late'")).isEqualTo("0");
    try (RunningApp after = RunningApp.on(database.target(), SHARED)) {
      inOwnTeam(after, ann)
          .send("PATCH", "/tasks/" + ann.task(), "{\"title\":\"x\"}", "If-Match", version)
          .expect(412);
    }
  }

  @Test
  void itIsDoneOnceAndAsItWasShown() {
    String shown = migrator(_ -> {}).plan(SHARED, MigrationOptions.NONE).plan().id();
    before.person().client().post("/projects", "{\"name\":\"more\"}").expect(201);
    assertThatThrownBy(
            () ->
                migrator(_ -> {})
                    .apply(
                        new ApplyRequest(
                            SHARED, MigrationOptions.NONE, Optional.of("0123456789ab"), true)))
        .isInstanceOf(MigrationRefusedException.class)
        .hasMessageContaining("stale");
    migrator(_ -> {})
        .apply(new ApplyRequest(SHARED, MigrationOptions.NONE, Optional.of(shown), true));
    assertThat(count("select count(*)::text from app.teams")).isEqualTo("3");
    migrate(true, _ -> {});
    assertThat(count("select count(*)::text from app.teams")).isEqualTo("3");
    assertThat(migrator(_ -> {}).plan(SHARED, MigrationOptions.NONE).isEmpty()).isTrue();
  }

  @Test
  void aStepThatFailsMovesNothing() {
    // The update of the last table of the step meets a rule that the planner does not know.
    TestDatabase.execute(
        database.target(),
        "create function app.refuse() returns trigger language plpgsql as $$ begin raise exception"
            + " 'refused'; end $$; create trigger zz before update on app.tasks for each row"
            + " execute function app.refuse()");
    assertThatThrownBy(() -> migrate(true, _ -> {})).hasMessageContaining("refused");
    assertThat(count("select count(*)::text from app.teams")).isEqualTo("0");
    assertThat(count("select count(user_id)::text from app.projects")).isEqualTo("2");
    TestDatabase.execute(
        database.target(), "drop trigger zz on app.tasks; drop function app.refuse()");
    migrate(true, _ -> {});
    assertThat(count("select count(*)::text from app.teams")).isEqualTo("2");
  }

  @Test
  void theMoveIsOneTransaction() {
    List<MigrationStep> moves =
        migrator(_ -> {}).plan(SHARED, MigrationOptions.NONE).plan().steps().stream()
            .filter(s -> s.description().contains("owned rows"))
            .toList();
    assertThat(moves).hasSize(1);
    assertThat(moves.getFirst().action()).isInstanceOf(Action.Transaction.class);
    assertThat(moves.getFirst().atRisk().orElseThrow().counted()).hasValue(8);
  }

  private void migrate(boolean contract, Consumer<MigrationStep> finished) {
    migrator(finished)
        .apply(new ApplyRequest(SHARED, MigrationOptions.NONE, Optional.empty(), contract));
  }

  private DatabaseMigrator migrator(Consumer<MigrationStep> finished) {
    return TestMigrator.of(
        database.target(), Secret.of(RunningApp.SECRET), TestMigrator.finishedSteps(finished));
  }

  private static ScenarioClient inOwnTeam(RunningApp app, Rows rows) {
    return app.with(rows.person().accessToken()).inTeam(team(app, rows));
  }

  private static String team(RunningApp app, Rows rows) {
    JsonArray members =
        app.with(rows.person().accessToken())
            .get("/team_members?user_id=%s&role=admin".formatted(rows.person().id()))
            .expect(200)
            .data()
            .getJsonArray("team_members");
    assertThat(members).hasSize(1);
    return members.getJsonObject(0).getString("team_id");
  }

  /// The rows of a list, without the keys that the move changes.
  private static JsonArray list(ScenarioClient client, String resource) {
    JsonArray rows = client.get("/" + resource).expect(200).data().getJsonArray(resource);
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.getJsonObject(i);
      row.remove("user_id");
      row.remove("team_id");
    }
    return rows;
  }

  private String count(String sql) {
    return TestDatabase.query(database.target(), sql);
  }
}
