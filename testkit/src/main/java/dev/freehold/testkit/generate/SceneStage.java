package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.spec.Teams;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.scene.Scene;
import dev.freehold.testkit.scene.SceneCast;
import dev.freehold.testkit.scene.ScenePerson;
import dev.freehold.testkit.scene.SceneRow;
import dev.freehold.testkit.scene.SceneStep;
import dev.freehold.testkit.value.RowSample;
import dev.freehold.testkit.value.RowSampleGenerator;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts a scene on: the steps of a case that make its team, its members and its rows.
final class SceneStage {
  private static final String OTHER_TEAM = "{other_team}";

  private final TestedApi api;
  private final SceneCast cast;
  private final TestCaseBuilder test;
  private final Map<String, CreatedRow> rows = new HashMap<>();

  private SceneStage(TestedApi api, SceneCast cast, TestCaseBuilder test) {
    this.api = api;
    this.cast = cast;
    this.test = test;
  }

  /// @param asking the callers of the steps that follow
  static SceneStage put(
      TestedApi api, SceneCast cast, TestCaseBuilder test, Scene scene, ScenePerson... asking) {
    return put(api, cast, test, scene, scene, asking);
  }

  /// @param later the scene of the steps that follow, with the people in it
  static SceneStage put(
      TestedApi api,
      SceneCast cast,
      TestCaseBuilder test,
      Scene scene,
      Scene later,
      ScenePerson... asking) {
    SceneStage stage = new SceneStage(api, cast, test);
    Set<ScenePerson> present = new LinkedHashSet<>(List.of(asking));
    scene.steps().forEach(step -> present.add(step.by()));
    cast.people().stream()
        .filter(p -> p.signedIn() && (scene.has(p) || later.has(p)))
        .forEach(present::add);
    present.forEach(p -> test.meet(actor(p)));
    if (cast.hasTeam()) {
      stage.team(present);
    }
    scene.steps().forEach(stage::step);
    return stage;
  }

  /// The row of a resource.
  CreatedRow row(ResourcePlan resource) {
    return Objects.requireNonNull(rows.get(resource.name()));
  }

  /// A request that names the team of the scene, if it has one.
  TestStepBuilder send(ScenePerson by, String method, String path) {
    TestStepBuilder step = test.send(actor(by), method, path);
    return cast.hasTeam() ? step.header(Teams.HEADER, SceneRow.TEAM) : step;
  }

  /// A request of a member of another team that names that team.
  TestStepBuilder sendFromOtherTeam(String method, String path) {
    return test.send(actor(ScenePerson.OUTSIDER), method, path).header(Teams.HEADER, OTHER_TEAM);
  }

  static TestActor actor(ScenePerson person) {
    return new TestActor(person.name(), person.description(), person.roles());
  }

  private void team(Set<ScenePerson> present) {
    ScenePerson administrator = cast.administrator();
    createTeam(administrator, "team");
    for (ScenePerson person : present) {
      if (person.equals(ScenePerson.OUTSIDER)) {
        createTeam(person, "other_team");
      } else if (person.isMember() && !person.equals(administrator)) {
        String token = "token_" + person.name();
        send(administrator, "POST", "/" + Teams.TEAM_INVITATIONS)
            .body(
                Map.of(
                    "email",
                    "{" + person.name() + ".email}",
                    "role",
                    Objects.requireNonNull(person.teamRole())))
            .expectStatus(201)
            .save(token, "data.token");
        test.send(actor(person), "POST", "/" + Teams.TEAM_INVITATIONS + "/accept")
            .body(Map.of("token", "{" + token + "}"))
            .expectStatus(201);
      }
    }
  }

  private void createTeam(ScenePerson by, String name) {
    ResourcePlan teams = api.plan().resource(Teams.TEAMS);
    RowSample sample =
        sample(teams, teams.createFields(), Map.of())
            .orElseThrow(() -> new SampleUnavailableException("no team was found that is valid"));
    test.send(actor(by), "POST", "/" + Teams.TEAMS)
        .body(sample.body())
        .expectStatus(201)
        .save(name, "data.id");
  }

  private Optional<RowSample> sample(
      ResourcePlan resource,
      List<ResourcePlan.WriteField> writable,
      Map<String, @Nullable Object> fixed) {
    return new RowSampleGenerator(
            resource, writable, row -> api.isListed(resource, row), this::values)
        .validRow(fixed, test.nextRowNumber(resource), false);
  }

  /// The values of a row of the scene; empty if the id is of none.
  private Map<String, @Nullable Object> values(Object id) {
    return rows.values().stream()
        .filter(row -> row.id().equals(id))
        .findFirst()
        .map(row -> row.sample().row())
        .orElse(Map.of());
  }

  private void step(SceneStep step) {
    ResourcePlan resource = step.resource();
    switch (step) {
      case SceneStep.CreateStep create -> {
        RowSample sample = body(create);
        send(create.by(), "POST", "/" + resource.name())
            .body(sample.body())
            .expectStatus(201)
            .save(resource.name(), "data.id");
        rows.put(resource.name(), new CreatedRow(resource, resource.name(), sample));
      }
      case SceneStep.ChangeStep(_, ScenePerson by, String column, Object value) -> {
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put(column, json(value));
        send(by, "PATCH", "/" + resource.name() + "/" + SceneRow.idOf(resource.name()))
            .body(body)
            .expectStatus(200);
      }
    }
  }

  /// The body of a new row.
  ///
  /// @throws SampleUnavailableException if there is none, or if cases could not have different ones
  RowSample body(SceneStep.CreateStep create) {
    ResourcePlan resource = create.resource();
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    create.fixed().forEach((name, value) -> fixed.put(name, json(value)));
    RowSample sample =
        sample(resource, create.writable(), fixed)
            .orElseThrow(
                () ->
                    new SampleUnavailableException(
                        "no row of "
                            + resource.name()
                            + " was found that keeps to its patterns and checks"));
    for (TablePlan.Unique unique : resource.table().uniques()) {
      if (!unique.isOfId()
          && unique.columns().stream().noneMatch(c -> differs(create, sample, c))) {
        if (unique.within() == Within.ALL
            && unique.columns().stream().noneMatch(c -> isPerson(resource, c))) {
          throw new SampleUnavailableException(
              "cases share the rows of "
                  + resource.name()
                  + ", and the values of "
                  + String.join(", ", unique.fields())
                  + " decide about access");
        }
        test.requireFreshUsers();
      }
    }
    return sample;
  }

  private static boolean isPerson(ResourcePlan resource, String name) {
    ColumnPlan column = resource.table().column(name);
    return column.role() == ColumnPlan.Role.OWNER
        || (column.reference() != null && column.reference().person());
  }

  /// Whether a column has another value in each case.
  private static boolean differs(SceneStep.CreateStep create, RowSample sample, String name) {
    ColumnPlan column = create.resource().table().column(name);
    if (column.role() == ColumnPlan.Role.TEAM) {
      return true;
    }
    if (isPerson(create.resource(), name)) {
      return false;
    }
    Object value = sample.row().get(name);
    if (column.reference() != null || value == null) {
      return true;
    }
    ScalarType scalar = column.type().scalar();
    return !create.fixed().containsKey(name)
        && sample.body().containsKey(name)
        && scalar != ScalarType.BOOLEAN
        && scalar != ScalarType.ENUM;
  }

  static @Nullable Object json(@Nullable Object value) {
    return value instanceof List<?> list ? new JsonArray(list) : value;
  }
}
