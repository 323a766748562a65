package dev.freehold.testkit.generate;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.testkit.scene.AccessJudge;
import dev.freehold.testkit.scene.Scene;
import dev.freehold.testkit.scene.SceneCast;
import dev.freehold.testkit.scene.SceneFinder;
import dev.freehold.testkit.scene.ScenePerson;
import dev.freehold.testkit.scene.SceneRequests;
import dev.freehold.testkit.scene.SceneRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tests access that depends on the row: on the people in it, on its values, on its team, and on the
/// rows that it refers to. Each scene is tried by everybody who has a part in it, by a stranger, and by
/// each role.
final class SharedRowTestGenerator {
  private final TestCaseCollector cases;
  private final ResourcePlan resource;
  private final SceneCast cast;
  private final AccessJudge judge;
  private final String path;
  private final Set<String> titles = new LinkedHashSet<>();

  private SharedRowTestGenerator(
      TestCaseCollector cases, ResourcePlan resource, SceneCast cast, AccessJudge judge) {
    this.cases = cases;
    this.resource = resource;
    this.cast = cast;
    this.judge = judge;
    this.path = "/" + resource.name();
  }

  static void add(TestCaseCollector cases, ResourcePlan resource) {
    SceneCast cast = SceneCast.of(cases.api().plan(), resource);
    AccessJudge judge =
        new AccessJudge(
            cases.api().plan(), OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
    SceneRequests requests = new SceneRequests(cast, judge);
    SceneFinder finder = new SceneFinder(resource, cast, judge, requests);
    SceneFinder.Found found = finder.find();
    SharedRowTestGenerator reads = new SharedRowTestGenerator(cases, resource, cast, judge);
    if (!found.obstacle().isEmpty()) {
      cases.skip("access to " + resource.name(), found.obstacle());
      return;
    }
    SharedRowWriteTestGenerator writes =
        new SharedRowWriteTestGenerator(cases, resource, cast, judge, requests, finder);
    for (Scene scene : found.scenes()) {
      String state = state(cast, resource, scene);
      String label = reads.titles.add(state) ? state : state + madeBy(scene, resource);
      for (ScenePerson person : people(cast, scene)) {
        reads.read(scene, label, person);
        reads.list(scene, label, person);
        reads.nested(scene, label, person);
        writes.add(scene, label, person);
      }
    }
    found.missed().forEach(goal -> missed(cases, resource, goal));
  }

  private static void missed(
      TestCaseCollector cases, ResourcePlan resource, SceneFinder.Goal goal) {
    cases.skip(
        goal.use()
            + " of "
            + resource.name()
            + " by "
            + goal.grant().text()
            + (goal.applies() ? "" : ", where it does not hold"),
        "no request that the spec allows to one person at a time leads to such a row");
  }

  /// The callers of the cases of a scene.
  static List<ScenePerson> people(SceneCast cast, Scene scene) {
    return cast.people().stream()
        .filter(
            p ->
                !p.signedIn()
                    || p.equals(ScenePerson.STRANGER)
                    || p.equals(ScenePerson.OUTSIDER)
                    || !p.roles().isEmpty()
                    || p.name().startsWith("team_")
                    || scene.has(p))
        .toList();
  }

  /// The values that decide: ` where internal = false, tickets.status = new`.
  static String state(SceneCast cast, ResourcePlan resource, Scene scene) {
    Map<String, String> values = new TreeMap<>();
    scene
        .rows()
        .values()
        .forEach(
            row ->
                row.values()
                    .forEach(
                        (name, value) -> {
                          if (cast.decides(row.resource(), name)) {
                            values.put(
                                (row.resource().equals(resource) ? "" : row.resource().name() + ".")
                                    + name,
                                word(value));
                          }
                        }));
    return values.isEmpty()
        ? ""
        : values.entrySet().stream()
            .map(e -> e.getKey() + " = " + e.getValue())
            .collect(Collectors.joining(", ", " where ", ""));
  }

  /// A value in the name of a case, whose variables a reader could take for those of the request.
  static String word(@Nullable Object value) {
    return String.valueOf(value).replace("{", "").replace(".id}", "").replace("}", "");
  }

  private static String madeBy(Scene scene, ResourcePlan resource) {
    return scene.steps().stream()
        .filter(step -> step.resource().equals(resource))
        .findFirst()
        .map(step -> " made by " + step.by().name())
        .orElse("");
  }

  /// Adds a case in which the scene is put on.
  private void add(
      String name, Scene scene, ScenePerson person, BiConsumer<TestCaseBuilder, SceneStage> tell) {
    cases.add(
        name, test -> tell.accept(test, SceneStage.put(cases.api(), cast, test, scene, person)));
  }

  private SceneRow row(Scene scene) {
    return scene.row(resource.name()).orElseThrow();
  }

  /// By which words of the spec a caller has access: ` by via ticket`.
  static String by(List<Grant> granting) {
    return granting.isEmpty() ? "" : " by " + Access.text(granting);
  }

  private void read(Scene scene, String state, ScenePerson person) {
    List<Grant> granting = judge.granting(person, scene, row(scene), CrudOperation.READ);
    Refusal refusal = Refusal.of(judge, person, resource, CrudOperation.READ);
    String result = granting.isEmpty() ? refusal.words() : "200" + by(granting);
    add(
        "GET " + path + "/{id}" + state + " › " + person.description() + " › " + result,
        scene,
        person,
        (_, stage) -> {
          String text = stage.row(resource).uniqueText();
          TestStepBuilder step = stage.send(person, "GET", row(scene).path());
          TestStepBuilder batch =
              stage.send(person, "POST", "/batch").body(batch(row(scene).path()));
          if (granting.isEmpty()) {
            refusal.expect(step).expectBodyOmits(text);
            (person.signedIn() ? refusal : Refusal.UNAUTHENTICATED)
                .expect(batch)
                .expectBodyOmits(text);
          } else {
            step.expectStatus(200).expectBodyPart("data.id", row(scene).id());
            if (person.signedIn()) {
              batch.expectStatus(200).expectBodyPart("data.results.0.data.id", row(scene).id());
            } else {
              Refusal.UNAUTHENTICATED.expect(batch);
            }
          }
          if (person.equals(ScenePerson.OUTSIDER)) {
            Refusal.NOT_FOUND
                .expect(stage.sendFromOtherTeam("GET", row(scene).path()))
                .expectBodyOmits(text);
          }
        });
  }

  private static Map<String, @Nullable Object> batch(String path) {
    return Map.of(
        "operations", new JsonArray().add(new JsonObject().put("method", "GET").put("path", path)));
  }

  private void list(Scene scene, String state, ScenePerson person) {
    boolean shown = judge.may(person, scene, row(scene), CrudOperation.READ);
    boolean some = judge.mayOnSomeRow(person, resource, CrudOperation.READ);
    boolean outside = resource.isOfTeam() && !person.isMember();
    Refusal refusal = Refusal.of(judge, person, resource, CrudOperation.READ);
    String result =
        !some || outside ? refusal.words() : shown ? "200, with the row" : "200, without the row";
    add(
        "GET " + path + state + " › " + person.description() + " › " + result,
        scene,
        person,
        (_, stage) -> {
          String text = stage.row(resource).uniqueText();
          TestStepBuilder list = listed(stage.send(person, "GET", path), scene);
          TestStepBuilder summary = listed(stage.send(person, "GET", path + "/summary"), scene);
          if (!some || outside) {
            refusal.expect(list).expectBodyOmits(text);
            refusal.expect(summary);
          } else {
            expectListed(list, scene, shown, text);
            summary.expectStatus(200).expectBodyPart("data.groups.0.count", shown ? 1 : 0);
          }
          if (person.equals(ScenePerson.OUTSIDER) && resource.isOfTeam()) {
            expectListed(listed(stage.sendFromOtherTeam("GET", path), scene), scene, false, text);
          }
        });
  }

  private TestStepBuilder listed(TestStepBuilder step, Scene scene) {
    return step.query(cases.api().unfilteredParameters(resource)).query("id[in]", row(scene).id());
  }

  private void expectListed(TestStepBuilder list, Scene scene, boolean shown, String text) {
    list.expectStatus(200)
        .expectExactRows(
            "data." + resource.name(), shown ? List.of(row(scene).id()) : List.of(), false)
        .expectBodyPart("data.pagination.total", shown ? 1 : 0);
    if (!shown) {
      list.expectBodyOmits(text);
    }
  }

  /// The list below each row that the row refers to.
  private void nested(Scene scene, String state, ScenePerson person) {
    for (SceneRow above : scene.rows().values()) {
      for (Relation relation : above.resource().relations()) {
        if (relation.hasPath()
            && relation.target().equals(resource.name())
            && above.id().equals(row(scene).value(relation.column()))) {
          nested(scene, state, person, above, relation);
        }
      }
    }
  }

  private void nested(
      Scene scene, String state, ScenePerson person, SceneRow above, Relation relation) {
    boolean granted =
        judge.mayOnSomeRow(person, above.resource(), CrudOperation.READ)
            && judge.mayOnSomeRow(person, resource, CrudOperation.READ);
    boolean visible = granted && judge.may(person, scene, above, CrudOperation.READ);
    boolean shown = visible && judge.may(person, scene, row(scene), CrudOperation.READ);
    String result =
        !granted
            ? "refused"
            : !visible
                ? "404, nothing of the rows"
                : shown ? "200, with the row" : "200, without the row";
    add(
        "GET /"
            + above.resource().name()
            + "/{id}/"
            + relation.name()
            + state
            + " › "
            + person.description()
            + " › "
            + result,
        scene,
        person,
        (_, stage) -> {
          String text = stage.row(resource).uniqueText();
          TestStepBuilder list =
              listed(stage.send(person, "GET", above.path() + "/" + relation.name()), scene);
          if (!granted) {
            list.expectStatus(401, 403, 404).expectBodyOmits(text);
          } else if (!visible) {
            Refusal.NOT_FOUND.expect(list).expectBodyOmits(text);
          } else {
            expectListed(list, scene, shown, text);
          }
        });
  }

  /// The response to a caller without access to a row.
  enum Refusal {
    METHOD_NOT_ALLOWED(405, "METHOD_NOT_ALLOWED"),
    UNAUTHENTICATED(401, "UNAUTHORIZED"),
    FORBIDDEN(403, "FORBIDDEN"),
    NOT_FOUND(404, "NOT_FOUND");

    private final int status;
    private final String code;

    Refusal(int status, String code) {
      this.status = status;
      this.code = code;
    }

    static Refusal of(
        AccessJudge judge, ScenePerson person, ResourcePlan resource, CrudOperation operation) {
      if (resource.access().of(operation).isEmpty()) {
        return METHOD_NOT_ALLOWED;
      }
      return judge.mayOnSomeRow(person, resource, operation)
          ? NOT_FOUND
          : person.signedIn() ? FORBIDDEN : UNAUTHENTICATED;
    }

    TestStepBuilder expect(TestStepBuilder step) {
      return step.expectRefusal(status, code);
    }

    String words() {
      return status + (this == NOT_FOUND ? ", nothing of the row" : "");
    }
  }
}
