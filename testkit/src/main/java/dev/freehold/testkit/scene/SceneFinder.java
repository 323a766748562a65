package dev.freehold.testkit.scene;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec.Move;
import dev.freehold.testkit.value.RuleConstantValues;
import dev.freehold.testkit.value.ValueSamples;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds scenes in which each word of a resource applies to somebody, and in which each condition keeps
/// somebody out: a search, breadth first, through the requests that the spec allows.
public final class SceneFinder {
  /// The most scenes that are looked at.
  private static final int PATIENCE = 1_500;

  /// The most scenes that are looked at until someone may create the next row.
  private static final int PATIENCE_OF_ONE = 300;

  /// The most values of a field that are tried.
  private static final int MAX_VALUES = 12;

  private static final String CREATE = use(CrudOperation.CREATE);

  private final SceneCast cast;
  private final AccessJudge judge;
  private final SceneRequests requests;
  private final ResourcePlan resource;

  public SceneFinder(
      ResourcePlan resource, SceneCast cast, AccessJudge judge, SceneRequests requests) {
    this.resource = resource;
    this.cast = cast;
    this.judge = judge;
    this.requests = requests;
  }

  /// A word of the resource, and whether it applies to somebody, or its condition keeps somebody out.
  ///
  /// @param use what the word is for: `read`, or `write of title`
  public record Goal(String use, Grant grant, boolean applies) {}

  /// @param scenes each reaches a goal that the ones before do not; empty if no row can be made
  /// @param missed the goals that no scene reaches
  /// @param obstacle why there is no scene; empty if there is one
  public record Found(List<Scene> scenes, List<Goal> missed, String obstacle) {
    public Found {
      scenes = List.copyOf(scenes);
      missed = List.copyOf(missed);
    }
  }

  public Found find() {
    Map<String, Choice> none = new HashMap<>();
    Optional<Scene> first = build(none);
    if (first.isEmpty()) {
      return new Found(List.of(), List.of(), obstacle());
    }
    Set<Goal> open = goals();
    List<Scene> chosen = new ArrayList<>();
    Set<Map<String, SceneRow>> seen = new HashSet<>();
    Deque<Scene> queue = new ArrayDeque<>();
    Stream.concat(first.stream(), variants())
        .filter(scene -> seen.add(scene.rows()))
        .forEach(queue::add);
    while (!queue.isEmpty() && (!open.isEmpty() || chosen.isEmpty())) {
      Scene scene = queue.remove();
      Set<Goal> reached =
          open.stream().filter(goal -> reaches(scene, goal)).collect(Collectors.toSet());
      if (open.removeAll(reached) || chosen.isEmpty()) {
        chosen.add(scene);
      }
      if (seen.size() < PATIENCE) {
        changes(scene).filter(next -> seen.add(next.rows())).forEach(queue::add);
      }
    }
    return new Found(chosen, List.copyOf(open), "");
  }

  private Set<Goal> goals() {
    Set<Goal> goals = new LinkedHashSet<>();
    for (CrudOperation operation : CrudOperation.values()) {
      resource.access().of(operation).forEach(g -> add(goals, use(operation), g));
    }
    for (ColumnPlan column : resource.table().columns()) {
      column.writers().forEach(g -> add(goals, "write of " + column.name(), g));
      column.moves().forEach(m -> m.grants().forEach(g -> add(goals, move(column, m), g)));
    }
    return goals;
  }

  private static String use(CrudOperation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  private static String move(ColumnPlan column, Move move) {
    return column.name() + " " + move.change();
  }

  private static void add(Set<Goal> goals, String use, Grant grant) {
    goals.add(new Goal(use, grant, true));
    if (grant.condition() != null) {
      goals.add(new Goal(use, grant, false));
    }
  }

  private boolean reaches(Scene scene, Goal goal) {
    return goal.use().equals(CREATE)
        ? !scene.isReferred(resource.name()) && isReachedByCreate(scene, goal)
        : isReachedByRow(scene, goal);
  }

  private boolean isReachedByCreate(Scene scene, Goal goal) {
    Scene before = scene.without(resource.name());
    return Stream.concat(Stream.of(Map.<String, @Nullable Object>of()), variants(before, resource))
        .anyMatch(
            (Map<String, @Nullable Object> variant) ->
                cast.people().stream()
                    .filter(ScenePerson::signedIn)
                    .anyMatch(
                        p ->
                            requests.newRow(before, resource, p, variant).stream()
                                .anyMatch(
                                    made -> isMet(goal, p, before.with(made.row()), made.row()))));
  }

  private boolean isMet(Goal goal, ScenePerson person, Scene scene, SceneRow row) {
    boolean holds = judge.holds(goal.grant(), person, scene, row);
    return goal.applies()
        ? holds
        : !holds && judge.holdsWithoutCondition(goal.grant(), person, scene, row);
  }

  private boolean isReachedByRow(Scene scene, Goal goal) {
    SceneRow row = scene.row(resource.name()).orElseThrow();
    for (ColumnPlan column : resource.table().columns()) {
      for (Move move : column.moves()) {
        Object value = row.value(column.name());
        if (goal.use().equals(move(column, move))
            && !Objects.equals(move.from(), value == null ? null : value.toString())) {
          return false;
        }
      }
    }
    return cast.people().stream().anyMatch(p -> isMet(goal, p, scene, row));
  }

  /// How the row of a resource is created.
  ///
  /// @param by null for the first person who may
  private record Choice(@Nullable ScenePerson by, Map<String, @Nullable Object> variant) {}

  private Optional<Scene> build(Map<String, Choice> choices) {
    Scene scene = Scene.EMPTY;
    for (ResourcePlan of : cast.resources()) {
      Choice choice = choices.get(of.name());
      Optional<Scene> longer =
          choice == null ? withRowAfterChanges(scene, of) : withRow(scene, of, choice);
      if (longer.isEmpty()) {
        return Optional.empty();
      }
      scene = longer.get();
    }
    return Optional.of(scene);
  }

  private Optional<Scene> withRow(Scene scene, ResourcePlan of, @Nullable Choice choice) {
    Stream<Choice> tried;
    if (choice == null) {
      // The values of the first row come from the spec; if they fit nobody, one of them is varied.
      tried =
          Stream.concat(Stream.of(Map.<String, @Nullable Object>of()), variants(scene, of))
              .flatMap(
                  (Map<String, @Nullable Object> v) ->
                      cast.creators(of).stream().map(p -> new Choice(p, v)));
    } else {
      ScenePerson only = choice.by();
      tried =
          only != null
              ? Stream.of(choice)
              : cast.creators(of).stream().map(p -> new Choice(p, choice.variant()));
    }
    return tried
        .flatMap(
            c -> requests.create(scene, of, Objects.requireNonNull(c.by()), c.variant()).stream())
        .findFirst()
        .map(made -> peopled(made, of));
  }

  /// The scene with one more row, after the changes of other rows that let someone create it.
  private Optional<Scene> withRowAfterChanges(Scene scene, ResourcePlan of) {
    Set<Map<String, SceneRow>> seen = new HashSet<>(Set.of(scene.rows()));
    Deque<Scene> queue = new ArrayDeque<>(List.of(scene));
    while (!queue.isEmpty()) {
      Scene next = queue.remove();
      Optional<Scene> made = withRow(next, of, null);
      if (made.isPresent()) {
        return made;
      }
      if (seen.size() < PATIENCE_OF_ONE) {
        changes(next).filter(changed -> seen.add(changed.rows())).forEach(queue::add);
      }
    }
    return Optional.empty();
  }

  /// The scene with the people in the row that its creator could not name.
  private Scene peopled(Scene scene, ResourcePlan of) {
    Scene peopled = scene;
    for (ColumnPlan column : SceneCast.personColumns(of)) {
      SceneRow row = peopled.row(of.name()).orElseThrow();
      Object value = row.value(column.name());
      if (value == null || value.equals(List.of())) {
        String id = cast.person(of, column).id();
        Object named = SceneCast.reference(column).many() ? List.of(id) : id;
        peopled = requests.change(peopled, row, column, named).orElse(peopled);
      }
    }
    return peopled;
  }

  /// Why no row can be made.
  private String obstacle() {
    Scene scene = Scene.EMPTY;
    for (ResourcePlan of : cast.resources()) {
      Optional<Scene> longer = withRowAfterChanges(scene, of);
      if (longer.isEmpty()) {
        return "no one of "
            + cast.creators(of).stream().map(ScenePerson::name).collect(Collectors.joining(", "))
            + " may create a row of "
            + of.name();
      }
      scene = longer.get();
    }
    return "";
  }

  /// The first scene with one row created by another person, or with another value.
  private Stream<Scene> variants() {
    List<Map<String, Choice>> all = new ArrayList<>();
    Scene scene = Scene.EMPTY;
    for (ResourcePlan of : cast.resources()) {
      Scene before = scene;
      variants(before, of)
          .forEach(
              (Map<String, @Nullable Object> v) -> all.add(Map.of(of.name(), new Choice(null, v))));
      Stream.concat(Stream.of(Map.<String, @Nullable Object>of()), variants(before, of))
          .forEach(
              (Map<String, @Nullable Object> v) ->
                  cast.creators(of).forEach(p -> all.add(Map.of(of.name(), new Choice(p, v)))));
      scene = withRowAfterChanges(scene, of).orElseThrow();
    }
    return all.stream().flatMap(choice -> build(choice).stream());
  }

  /// The rows of a resource that differ from the first one in one value that decides.
  public Stream<Map<String, @Nullable Object>> variants(Scene scene, ResourcePlan of) {
    Stream<Map<String, @Nullable Object>> single =
        cast.deciding(of).stream()
            .map(name -> of.table().column(name))
            .filter(c -> c.stamp() == null && !c.hasMoves())
            .flatMap(
                c ->
                    values(scene, of, c).stream()
                        .map(
                            v -> {
                              Map<String, @Nullable Object> one = new LinkedHashMap<>();
                              one.put(c.name(), v.orElse(null));
                              return one;
                            }));
    return single;
  }

  private Stream<Scene> changes(Scene scene) {
    return cast.resources().stream()
        .flatMap(of -> scene.row(of.name()).stream())
        .flatMap(
            row ->
                cast.deciding(row.resource()).stream()
                    .map(name -> row.resource().table().column(name))
                    .filter(c -> c.reference() == null && c.stamp() == null)
                    .flatMap(
                        column ->
                            values(scene, row.resource(), column).stream()
                                .filter(
                                    v -> !Objects.equals(v.orElse(null), row.value(column.name())))
                                .flatMap(
                                    v ->
                                        requests
                                            .change(scene, row, column, v.orElse(null))
                                            .stream())));
  }

  /// Values of a field that may make a difference. An empty optional is null.
  public List<Optional<Object>> values(Scene scene, ResourcePlan of, ColumnPlan column) {
    Set<Optional<Object>> values = new LinkedHashSet<>();
    ColumnPlan.Reference reference = column.reference();
    if (reference != null) {
      if (reference.person() && !reference.many()) {
        cast.people().stream()
            .filter(p -> p.signedIn() && (!of.isOfTeam() || p.isMember()))
            .filter(p -> scene.has(p) || p.name().startsWith(of.name()))
            .forEach(p -> values.add(Optional.of(p.id())));
      }
    } else if (!column.type().array()) {
      switch (column.type().scalar()) {
        case BOOLEAN -> Stream.of(true, false).forEach(v -> values.add(Optional.of(v)));
        case ENUM -> column.constraints().values().forEach(v -> values.add(Optional.of(v)));
        case DATETIME ->
            Stream.of("2001-01-01T00:00:00Z", "2101-01-01T00:00:00Z")
                .forEach(v -> values.add(Optional.of(v)));
        case DATE -> Stream.of("2001-01-01", "2101-01-01").forEach(v -> values.add(Optional.of(v)));
        case STRING, TEXT, EMAIL, URL, INTEGER, BIGINT, INTEGER_ID, NUMBER, DECIMAL, TIME, UUID ->
            ValueSamples.of(column, 0).ifPresent(v -> values.add(Optional.of(v)));
        case JSON -> {}
      }
      if (column.type().scalar() != ScalarType.JSON) {
        for (Rule rule : cast.rules(of, column.name())) {
          RuleConstantValues.of(rule, column).forEach(v -> values.add(Optional.of(v)));
        }
      }
    }
    if (column.nullable()) {
      values.add(Optional.empty());
    }
    return values.stream().limit(MAX_VALUES).toList();
  }
}
