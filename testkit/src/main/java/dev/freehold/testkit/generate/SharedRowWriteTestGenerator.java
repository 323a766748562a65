package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.testkit.generate.SharedRowTestGenerator.Refusal;
import dev.freehold.testkit.generate.TestCaseBuilder.RowChange;
import dev.freehold.testkit.scene.AccessJudge;
import dev.freehold.testkit.scene.Scene;
import dev.freehold.testkit.scene.SceneCast;
import dev.freehold.testkit.scene.SceneFinder;
import dev.freehold.testkit.scene.ScenePerson;
import dev.freehold.testkit.scene.SceneRequests;
import dev.freehold.testkit.scene.SceneRequests.NewRow;
import dev.freehold.testkit.scene.SceneRequests.Verdict;
import dev.freehold.testkit.scene.SceneRow;
import dev.freehold.testkit.value.ValueSamples;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tests writes where access depends on the row: creates, changes of one row and of several, changes of
/// the fields that decide, and deletes.
final class SharedRowWriteTestGenerator {
  private final TestCaseCollector cases;
  private final ResourcePlan resource;
  private final SceneCast cast;
  private final AccessJudge judge;
  private final SceneRequests requests;
  private final SceneFinder finder;
  private final String path;
  private final Set<String> creates = new HashSet<>();

  SharedRowWriteTestGenerator(
      TestCaseCollector cases,
      ResourcePlan resource,
      SceneCast cast,
      AccessJudge judge,
      SceneRequests requests,
      SceneFinder finder) {
    this.cases = cases;
    this.resource = resource;
    this.cast = cast;
    this.judge = judge;
    this.requests = requests;
    this.finder = finder;
    this.path = "/" + resource.name();
  }

  void add(Scene scene, String state, ScenePerson person) {
    create(scene, person);
    update(scene, state, person);
    updateMany(scene, state, person);
    fields(scene, state, person);
    delete(scene, state, person);
    deleteMany(scene, state, person);
  }

  private SceneRow row(Scene scene) {
    return scene.row(resource.name()).orElseThrow();
  }

  private SceneStage stage(TestCaseBuilder test, Scene scene, ScenePerson... asking) {
    return SceneStage.put(cases.api(), cast, test, scene, asking);
  }

  /// Someone who may read the row, to see what a write has done.
  private Optional<ScenePerson> reader(Scene scene) {
    return cast.people().stream()
        .filter(ScenePerson::signedIn)
        .filter(p -> judge.may(p, scene, row(scene), CrudOperation.READ))
        .findFirst();
  }

  /// Expects the row to be there still, or to be gone.
  private void see(SceneStage stage, Scene scene, Optional<ScenePerson> reader, boolean there) {
    reader.ifPresent(
        p -> {
          TestStepBuilder step = stage.send(p, "GET", row(scene).path());
          if (there) {
            step.expectStatus(200).expectBodyPart("data.id", row(scene).id());
          } else {
            Refusal.NOT_FOUND.expect(step);
          }
        });
  }

  private void create(Scene scene, ScenePerson person) {
    if (scene.isReferred(resource.name())) {
      return; // tested by the scenes of the other resource
    }
    Scene before = scene.without(resource.name());
    Set<Verdict> seen = new HashSet<>();
    Stream.concat(Stream.of(Map.<String, @Nullable Object>of()), finder.variants(before, resource))
        .flatMap(
            (Map<String, @Nullable Object> variant) ->
                requests.newRow(before, resource, person, variant).stream())
        .forEach(
            made -> {
              Verdict verdict = requests.verdict(before, made);
              String title = title(before.with(made.row()), person, made, verdict);
              if (seen.add(verdict) && verdict != Verdict.UNDECIDED && creates.add(title)) {
                create(title, before, person, made, verdict);
              }
            });
  }

  private String title(Scene after, ScenePerson person, NewRow made, Verdict verdict) {
    List<Grant> granting = judge.granting(person, after, made.row(), CrudOperation.CREATE);
    String result =
        switch (verdict) {
          case ALLOWED -> "201" + SharedRowTestGenerator.by(granting);
          case UNKNOWN_REFERENCE -> "400, the row that it refers to is not there";
          case NO_OPERATION -> Refusal.of(judge, person, resource, CrudOperation.CREATE).words();
          default -> status(verdict);
        };
    return "POST "
        + path
        + SharedRowTestGenerator.state(cast, resource, after)
        + " › "
        + person.description()
        + " › "
        + result;
  }

  private static String status(Verdict verdict) {
    return switch (verdict) {
      case ALLOWED -> "200";
      case NOT_FOUND -> "404";
      case UNKNOWN_REFERENCE, READ_ONLY -> "400, no write access";
      case NO_MOVE -> "409, no move";
      case FORBIDDEN, NO_OPERATION -> "403";
      case UNDECIDED -> throw new IllegalArgumentException("undecided");
    };
  }

  private void create(
      String title, Scene before, ScenePerson person, NewRow made, Verdict verdict) {
    cases.add(
        title,
        test -> {
          Scene later = before.with(made.row());
          SceneStage stage = SceneStage.put(cases.api(), cast, test, before, later, person);
          TestStepBuilder step =
              stage.send(person, "POST", path).body(stage.body(made.step()).body());
          switch (verdict) {
            case ALLOWED -> {
              step.expectStatus(201).save("made", "data.id");
              stage.send(person, "GET", path + "/{made}").expectStatus(200);
            }
            case NO_OPERATION ->
                Refusal.of(judge, person, resource, CrudOperation.CREATE).expect(step);
            case NOT_FOUND -> Refusal.NOT_FOUND.expect(step);
            case UNKNOWN_REFERENCE -> step.expectRefusal(400, "VALIDATION_ERROR");
            case FORBIDDEN, READ_ONLY, NO_MOVE, UNDECIDED -> Refusal.FORBIDDEN.expect(step);
          }
        });
  }

  /// A field that decides nothing, which the caller may change in this row.
  private Optional<ColumnPlan> plainField(Scene scene, ScenePerson person) {
    return plainFields().filter(c -> judge.writes(person, scene, row(scene), c)).findFirst();
  }

  /// The fields that may have any value and decide nothing.
  private Stream<ColumnPlan> plainFields() {
    return resource.updateFields().stream()
        .map(WriteField::column)
        .filter(c -> c.reference() == null && !c.hasMoves() && !cast.decides(resource, c.name()))
        .filter(c -> RowChange.isFree(resource, c))
        .filter(c -> ValueSamples.of(c, 1).isPresent());
  }

  private Map<String, @Nullable Object> change(ColumnPlan column) {
    Map<String, @Nullable Object> body = new HashMap<>();
    body.put(column.name(), sample(column));
    return body;
  }

  private Object sample(ColumnPlan column) {
    int n = cases.api().rowNumbers(resource).next(1).first();
    return ValueSamples.of(column, n).or(() -> ValueSamples.of(column, 1)).orElseThrow();
  }

  private void update(Scene scene, String state, ScenePerson person) {
    List<Grant> granting = judge.granting(person, scene, row(scene), CrudOperation.UPDATE);
    Refusal refusal = Refusal.of(judge, person, resource, CrudOperation.UPDATE);
    cases.add(
        "PATCH "
            + path
            + "/{id}"
            + state
            + " › "
            + person.description()
            + " › "
            + (granting.isEmpty() ? refusal.words() : "200" + SharedRowTestGenerator.by(granting)),
        test -> {
          Optional<ScenePerson> reader = reader(scene);
          SceneStage stage = stage(test, scene, asking(person, reader));
          Optional<ColumnPlan> field =
              granting.isEmpty() ? Optional.empty() : plainField(scene, person);
          TestStepBuilder step =
              stage
                  .send(person, "PATCH", row(scene).path())
                  .body(field.map(this::change).orElse(Map.of()));
          if (granting.isEmpty()) {
            refusal.expect(step).expectBodyOmits(stage.row(resource).uniqueText());
          } else {
            step.expectStatus(200).expectBodyPart("data.id", row(scene).id());
          }
          see(stage, scene, reader, true);
        });
  }

  private static ScenePerson[] asking(ScenePerson person, Optional<ScenePerson> reader) {
    return Stream.concat(Stream.of(person), reader.stream()).toArray(ScenePerson[]::new);
  }

  private void updateMany(Scene scene, String state, ScenePerson person) {
    boolean may = judge.may(person, scene, row(scene), CrudOperation.UPDATE);
    boolean outside = resource.isOfTeam() && !person.isMember();
    Refusal refusal = Refusal.of(judge, person, resource, CrudOperation.UPDATE);
    Optional<ColumnPlan> field =
        may
            ? plainField(scene, person)
            : plainFields().filter(c -> c.writers().isEmpty()).findFirst();
    if (field.isEmpty()) {
      return; // a body needs a field that the caller may write
    }
    boolean counted = refusal == Refusal.NOT_FOUND && !outside;
    cases.add(
        "PATCH "
            + path
            + "?id[in]=…"
            + state
            + " › "
            + person.description()
            + " › "
            + (counted ? affected(may) : refusal.words()),
        test -> {
          SceneStage stage = stage(test, scene, person);
          TestStepBuilder step =
              listed(stage.send(person, "PATCH", path), scene).body(change(field.get()));
          if (counted) {
            step.expectStatus(200).expectBodyPart("data.affected", may ? 1 : 0);
          } else {
            refusal.expect(step);
          }
        });
  }

  private static String affected(boolean may) {
    return may ? "200, one row" : "200, no row";
  }

  private TestStepBuilder listed(TestStepBuilder step, Scene scene) {
    return step.query(cases.api().unfilteredParameters(resource)).query("id[in]", row(scene).id());
  }

  /// The fields whose writers, moves or values decide, for a caller who may change the row.
  private void fields(Scene scene, String state, ScenePerson person) {
    if (!judge.may(person, scene, row(scene), CrudOperation.UPDATE)) {
      return;
    }
    for (WriteField field : resource.updateFields()) {
      ColumnPlan column = field.column();
      boolean plain = plainFields().anyMatch(column::equals);
      boolean decides = cast.decides(resource, column.name()) && !isList(column);
      if (!decides && !(plain && column.isWrittenByRow())) {
        continue;
      }
      List<Optional<Object>> values =
          decides ? finder.values(scene, resource, column) : List.of(Optional.of(sample(column)));
      Map<Verdict, List<Optional<Object>>> byVerdict = new EnumMap<>(Verdict.class);
      for (Optional<Object> value : values) {
        if (!Objects.equals(value.orElse(null), row(scene).value(column.name()))) {
          byVerdict
              .computeIfAbsent(
                  requests.verdict(scene, row(scene), person, column, value.orElse(null)),
                  _ -> new ArrayList<>())
              .add(value);
        }
      }
      byVerdict.remove(Verdict.UNDECIDED);
      byVerdict.forEach((verdict, some) -> field(scene, state, person, column, verdict, some));
    }
  }

  private static boolean isList(ColumnPlan column) {
    return column.type().array();
  }

  private void field(
      Scene scene,
      String state,
      ScenePerson person,
      ColumnPlan column,
      Verdict verdict,
      List<Optional<Object>> values) {
    List<List<Optional<Object>>> batches =
        verdict == Verdict.ALLOWED ? values.stream().map(List::of).toList() : List.of(values);
    for (List<Optional<Object>> batch : batches) {
      String words =
          cast.decides(resource, column.name())
              ? String.join(
                  ", ",
                  batch.stream().map(v -> SharedRowTestGenerator.word(v.orElse(null))).toList())
              : "another value";
      cases.add(
          "PATCH "
              + path
              + "/{id}"
              + state
              + ", "
              + column.name()
              + " to "
              + words
              + " › "
              + person.description()
              + " › "
              + status(verdict),
          test -> {
            SceneStage stage = stage(test, scene, person);
            for (Optional<Object> value : batch) {
              Map<String, @Nullable Object> body = new HashMap<>();
              body.put(column.name(), value.orElse(null));
              expect(stage.send(person, "PATCH", row(scene).path()).body(body), column, verdict);
            }
          });
    }
  }

  private static void expect(TestStepBuilder step, ColumnPlan column, Verdict verdict) {
    switch (verdict) {
      case ALLOWED -> step.expectStatus(200);
      case READ_ONLY -> step.expectValidationError(column.name(), "read_only", "unknown");
      case NO_MOVE ->
          step.expectRefusal(409, "CONFLICT").expectFieldError(column.name(), List.of("move"));
      case FORBIDDEN -> Refusal.FORBIDDEN.expect(step);
      case NO_OPERATION, NOT_FOUND, UNKNOWN_REFERENCE, UNDECIDED ->
          throw new IllegalArgumentException(verdict.name());
    }
  }

  /// Whether another row of the scene keeps this one from being deleted.
  private boolean isHeld(Scene scene) {
    return scene.rows().values().stream()
        .anyMatch(
            other ->
                other.resource().table().columns().stream()
                    .filter(c -> c.reference() != null)
                    .filter(
                        c -> Objects.requireNonNull(c.reference()).onDelete() == OnDelete.RESTRICT)
                    .anyMatch(c -> row(scene).id().equals(other.value(c.name()))));
  }

  private void delete(Scene scene, String state, ScenePerson person) {
    List<Grant> granting = judge.granting(person, scene, row(scene), CrudOperation.DELETE);
    Refusal refusal = Refusal.of(judge, person, resource, CrudOperation.DELETE);
    boolean held = isHeld(scene);
    cases.add(
        "DELETE "
            + path
            + "/{id}"
            + state
            + " › "
            + person.description()
            + " › "
            + (granting.isEmpty()
                ? refusal.words()
                : held ? "409, a row refers to it" : "204" + SharedRowTestGenerator.by(granting)),
        test -> {
          Optional<ScenePerson> reader = reader(scene);
          SceneStage stage = stage(test, scene, asking(person, reader));
          TestStepBuilder step = stage.send(person, "DELETE", row(scene).path());
          if (granting.isEmpty()) {
            refusal.expect(step).expectBodyOmits(stage.row(resource).uniqueText());
          } else if (held) {
            step.expectRefusal(409, "CONFLICT");
          } else {
            step.expectStatus(204);
          }
          see(stage, scene, reader, granting.isEmpty() || held);
        });
  }

  private void deleteMany(Scene scene, String state, ScenePerson person) {
    boolean may = judge.may(person, scene, row(scene), CrudOperation.DELETE);
    Refusal refusal = Refusal.of(judge, person, resource, CrudOperation.DELETE);
    boolean outside = resource.isOfTeam() && !person.isMember();
    if (may && isHeld(scene)) {
      return;
    }
    boolean counted = refusal == Refusal.NOT_FOUND && !outside;
    cases.add(
        "DELETE "
            + path
            + "?id[in]=…"
            + state
            + " › "
            + person.description()
            + " › "
            + (counted ? affected(may) : refusal.words()),
        test -> {
          Optional<ScenePerson> reader = reader(scene);
          SceneStage stage = stage(test, scene, asking(person, reader));
          TestStepBuilder step = listed(stage.send(person, "DELETE", path), scene);
          if (counted) {
            step.expectStatus(200).expectBodyPart("data.affected", may ? 1 : 0);
          } else {
            refusal.expect(step);
          }
          see(stage, scene, reader, !may);
        });
  }
}
