package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec.Move;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The moves of an enum or boolean field, with their values as a move writes them: a new row has the first value, and from each value that the moves lead
/// to, each caller who may update the row makes every change, or is refused.
final class MoveTestGenerator extends ResourceTestGenerator {
  /// The most values from which changes are tried.
  private static final int MAX_VALUES = 12;

  private final ColumnPlan column;
  private final List<TestActor> movers;

  /// The moves from a new row to a value, each with its caller. An empty optional is null.
  private final Map<Optional<String>, List<Step>> paths = new LinkedHashMap<>();

  private record Step(TestActor actor, Optional<String> to) {}

  private MoveTestGenerator(
      TestCaseCollector cases, ResourcePlan resource, TestActor owner, ColumnPlan column) {
    super(cases, resource, owner);
    this.column = column;
    this.movers =
        cases.api().allActors(resource).stream()
            .filter(actor -> updates(actor) && actor.writes(column))
            .toList();
    find(Optional.ofNullable(column.defaultValue()).map(Object::toString));
  }

  static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .ifPresent(
            owner ->
                resource.table().columns().stream()
                    .filter(ColumnPlan::hasMoves)
                    .forEach(c -> new MoveTestGenerator(cases, resource, owner, c).all()));
  }

  private void all() {
    if (column.isMovedByRow()) {
      cases.skip("the moves of " + column.name(), "who may make them depends on the row");
      return;
    }
    if (resource.table().checks().stream()
        .anyMatch(c -> c.rule().columns().contains(column.name()))) {
      cases.skip("the moves of " + column.name(), "a check of the row reads the field");
      return;
    }
    newRow();
    paths.keySet().stream().limit(MAX_VALUES).forEach(from -> movers.forEach(by -> from(from, by)));
  }

  /// Breadth first, so that each value has a shortest path.
  private void find(Optional<String> start) {
    Deque<Optional<String>> open = new ArrayDeque<>(List.of(start));
    paths.put(start, List.of());
    while (!open.isEmpty()) {
      Optional<String> from = open.remove();
      for (TestActor actor : movers) {
        for (Optional<String> to : values()) {
          if (!paths.containsKey(to) && moves(actor, from, to)) {
            paths.put(
                to,
                Stream.concat(
                        Objects.requireNonNull(paths.get(from)).stream(),
                        Stream.of(new Step(actor, to)))
                    .toList());
            open.add(to);
          }
        }
      }
    }
  }

  private List<Optional<String>> values() {
    Stream<Optional<String>> values =
        (isBoolean() ? List.of("false", "true") : column.constraints().values())
            .stream().map(Optional::of);
    Stream<Optional<String>> none =
        column.nullable() ? Stream.of(Optional.<String>empty()) : Stream.empty();
    return Stream.concat(values, none).toList();
  }

  private boolean isBoolean() {
    return column.type().scalar() == ScalarType.BOOLEAN;
  }

  private @Nullable Object json(Optional<String> value) {
    return value.<Object>map(word -> isBoolean() ? Boolean.valueOf(word) : word).orElse(null);
  }

  private boolean updates(TestActor actor) {
    return isMaker(actor)
        ? actor.mayAccessSomeRow(resource, CrudOperation.UPDATE)
        : actor.mayAccessAnyRow(resource, CrudOperation.UPDATE);
  }

  private boolean isMaker(TestActor actor) {
    return actor.equals(owner);
  }

  private boolean moves(TestActor actor, Optional<String> from, Optional<String> to) {
    return column.moves().stream()
        .filter(m -> from.equals(Optional.ofNullable(m.from())))
        .filter(m -> to.equals(Optional.ofNullable(m.to())))
        .flatMap(m -> m.grants().stream())
        .anyMatch(
            grant ->
                switch (grant) {
                  case Grant.Owner _ -> isMaker(actor);
                  case Grant.User _ -> actor.signedIn();
                  case Grant.Role(String role) -> actor.roles().contains(role);
                  case Grant.Public _,
                      Grant.Person _,
                      Grant.Member _,
                      Grant.Through _,
                      Grant.Where _ ->
                      false;
                });
  }

  private void newRow() {
    Optional<String> start = paths.keySet().iterator().next();
    values().stream()
        .filter(value -> value.isPresent() && !value.equals(start) && owner.writes(column))
        .findFirst()
        .ifPresent(
            other ->
                cases.add(
                    "POST " + path + " › " + column.name() + " " + word(other) + " › 400",
                    test -> {
                      Map<String, @Nullable Object> body =
                          new LinkedHashMap<>(
                              test.sampleRow(resource, owner, Map.of(), false).body());
                      body.put(column.name(), json(other));
                      test.send(owner, "POST", path)
                          .body(body)
                          .expectValidationError(column.name(), ViolationCode.NOT_ONE_OF);
                    }));
  }

  private void from(Optional<String> from, TestActor actor) {
    List<Optional<String>> refused =
        values().stream().filter(to -> !to.equals(from) && !moves(actor, from, to)).toList();
    if (!refused.isEmpty()) {
      cases.add(
          title(from, "another value", actor) + " › 409",
          test -> {
            CreatedRow row = rowWith(test, from);
            refused.forEach(
                to ->
                    change(test, actor, row, to)
                        .expectRefusal(409, "CONFLICT")
                        .expectFieldError(column.name(), List.of(ViolationCode.MOVE)));
            change(test, actor, row, from).expectStatus(200);
          });
    }
    for (Optional<String> to : values()) {
      if (moves(actor, from, to)) {
        cases.add(
            title(from, word(to), actor) + " › 200",
            test -> {
              CreatedRow row = rowWith(test, from);
              change(test, actor, row, to)
                  .expectStatus(200)
                  .expectBodyPart("data." + column.name(), json(to));
            });
      }
    }
  }

  private String title(Optional<String> from, String to, TestActor actor) {
    return "PATCH "
        + path
        + "/{id} › "
        + column.name()
        + " from "
        + word(from)
        + " to "
        + to
        + " "
        + actor.description();
  }

  private static String word(Optional<String> value) {
    return value.orElse(Move.NONE);
  }

  /// A row of the owner that was moved to the value.
  private CreatedRow rowWith(TestCaseBuilder test, Optional<String> value) {
    CreatedRow row = test.createRow(resource, owner);
    Objects.requireNonNull(paths.get(value))
        .forEach(step -> change(test, step.actor(), row, step.to()).expectStatus(200));
    return row;
  }

  private TestStepBuilder change(
      TestCaseBuilder test, TestActor actor, CreatedRow row, Optional<String> to) {
    return test.send(actor, "PATCH", row.path())
        .body(Collections.<String, @Nullable Object>singletonMap(column.name(), json(to)));
  }
}
