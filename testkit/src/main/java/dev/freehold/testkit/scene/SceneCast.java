package dev.freehold.testkit.scene;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Teams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the scenes of one resource consist of: the resources whose rows decide about access, the columns
/// whose values do, and the people.
public final class SceneCast {
  private final ApiPlan plan;
  private final ResourcePlan resource;
  private final List<ResourcePlan> resources = new ArrayList<>();
  private final List<ScenePerson> people = new ArrayList<>();

  /// The rules that read a deciding column, by resource and column.
  private final Map<String, Map<String, Set<Rule>>> deciding = new LinkedHashMap<>();

  private SceneCast(ApiPlan plan, ResourcePlan resource) {
    this.plan = plan;
    this.resource = resource;
  }

  public static SceneCast of(ApiPlan plan, ResourcePlan resource) {
    SceneCast cast = new SceneCast(plan, resource);
    Set<ResourcePlan> needed = cast.needed();
    needed.stream()
        .filter(r -> !r.equals(resource) && !dependsOn(r, resource, needed, new LinkedHashSet<>()))
        .forEach(r -> cast.order(r, needed, new LinkedHashSet<>()));
    cast.order(resource, needed, new LinkedHashSet<>());
    needed.forEach(r -> cast.order(r, needed, new LinkedHashSet<>()));
    cast.resources.forEach(cast::decide);
    cast.complete();
    cast.assemble();
    return cast;
  }

  /// In an order in which their rows can be created.
  List<ResourcePlan> resources() {
    return List.copyOf(resources);
  }

  public List<ScenePerson> people() {
    return List.copyOf(people);
  }

  /// The people who may have a part in a row that one of them creates, in the order in which they are
  /// tried: first someone who has no other part.
  List<ScenePerson> creators(ResourcePlan of) {
    return people.stream()
        .filter(ScenePerson::signedIn)
        .filter(p -> !p.equals(ScenePerson.STRANGER) && !p.equals(ScenePerson.OUTSIDER))
        .sorted(Comparator.comparing(p -> !p.name().equals(ownerName(of))))
        .toList();
  }

  private static String ownerName(ResourcePlan of) {
    return of.name() + "_owner";
  }

  /// Whether a row of the scenes belongs to a team.
  public boolean hasTeam() {
    return resources.stream().anyMatch(ResourcePlan::isOfTeam);
  }

  /// The columns of a resource whose values decide about access, or pass a check with one that does.
  Set<String> deciding(ResourcePlan of) {
    return deciding.getOrDefault(of.name(), Map.of()).keySet();
  }

  /// Whether the value of a column decides about access.
  public boolean decides(ResourcePlan of, String column) {
    return deciding(of).contains(column);
  }

  Set<Rule> rules(ResourcePlan of, String column) {
    return deciding.getOrDefault(of.name(), Map.of()).getOrDefault(column, Set.of());
  }

  /// The person that stands in a column.
  ScenePerson person(ResourcePlan of, ColumnPlan column) {
    String name = personName(of, column);
    return people.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private static String personName(ResourcePlan of, ColumnPlan column) {
    return of.name() + "_" + reference(column).relation();
  }

  static ColumnPlan.Reference reference(ColumnPlan column) {
    return Objects.requireNonNull(column.reference());
  }

  /// The columns with the ids of accounts that a request may set.
  static List<ColumnPlan> personColumns(ResourcePlan of) {
    return of.table().columns().stream()
        .filter(c -> c.role() == ColumnPlan.Role.FIELD)
        .filter(c -> c.reference() != null && c.reference().person() && c.stamp() == null)
        .toList();
  }

  /// Every grant of a resource: of its rows, of the changes of a field and of its moves.
  static List<Grant> grants(ResourcePlan of) {
    Stream<Grant> access =
        Arrays.stream(CrudOperation.values()).flatMap(o -> of.access().of(o).stream());
    Stream<Grant> fields =
        of.table().columns().stream()
            .flatMap(
                c ->
                    Stream.concat(
                        c.writers().stream(),
                        c.moves().stream().flatMap(m -> m.grants().stream())));
    return Stream.concat(access, fields).toList();
  }

  private Set<ResourcePlan> needed() {
    Set<ResourcePlan> needed = new LinkedHashSet<>(List.of(resource));
    List<ResourcePlan> open = new ArrayList<>(needed);
    while (!open.isEmpty()) {
      ResourcePlan next = open.removeFirst();
      Stream<String> paths =
          grants(next).stream()
              .map(Grant::subject)
              .flatMap(g -> g instanceof Grant.Through t ? t.path().stream() : Stream.empty())
              .map(Grant.Hop::target);
      Stream<String> required =
          references(next)
              .filter(c -> !c.nullable() && !reference(c).many())
              .map(c -> reference(c).target());
      Stream.concat(paths, required)
          .filter(name -> !Teams.RESOURCES.contains(name) || plan.teams() == null)
          .map(plan::resource)
          .filter(needed::add)
          .forEach(open::add);
    }
    return needed;
  }

  private static Stream<ColumnPlan> references(ResourcePlan of) {
    return of.table().columns().stream()
        .filter(c -> c.role() == ColumnPlan.Role.FIELD)
        .filter(c -> c.reference() != null && !c.reference().person());
  }

  private static List<ResourcePlan> targets(ResourcePlan of, Set<ResourcePlan> among) {
    Set<String> names = references(of).map(c -> reference(c).target()).collect(Collectors.toSet());
    return among.stream().filter(r -> names.contains(r.name())).toList();
  }

  private static boolean dependsOn(
      ResourcePlan from, ResourcePlan to, Set<ResourcePlan> among, Set<ResourcePlan> seen) {
    return targets(from, among).stream()
        .anyMatch(t -> t.equals(to) || (seen.add(t) && dependsOn(t, to, among, seen)));
  }

  /// Puts a resource after those that its rows refer to, and those that creating a row asks for.
  private void order(ResourcePlan next, Set<ResourcePlan> needed, Set<ResourcePlan> open) {
    if (resources.contains(next) || !open.add(next)) {
      return;
    }
    targets(next, needed).forEach(t -> order(t, needed, open));
    Set<String> asked =
        next.access().create().stream()
            .map(Grant::subject)
            .flatMap(g -> g instanceof Grant.Through t ? t.path().stream() : Stream.empty())
            .map(Grant.Hop::target)
            .collect(Collectors.toSet());
    needed.stream()
        .filter(r -> asked.contains(r.name()))
        .filter(r -> !dependsOn(r, next, needed, new LinkedHashSet<>()))
        .forEach(r -> order(r, needed, open));
    resources.add(next);
  }

  private void decide(ResourcePlan of) {
    for (Grant grant : grants(of)) {
      Rule rule = grant.condition();
      if (rule != null) {
        rule.columns().forEach(name -> decide(of, grant.subject(), name, rule));
      }
    }
  }

  private void decide(ResourcePlan of, Grant subject, String name, Rule rule) {
    int point = name.lastIndexOf('.');
    if (point < 0) {
      add(of, name, rule);
      return;
    }
    if (subject instanceof Grant.Through through) {
      String path = "";
      for (Grant.Hop hop : through.path()) {
        path = path.isEmpty() ? hop.relation() : path + "." + hop.relation();
        if (path.equals(name.substring(0, point))) {
          add(plan.resource(hop.target()), name.substring(point + 1), rule);
        }
      }
    }
  }

  private boolean add(ResourcePlan of, String name, Rule rule) {
    return of.table().column(name).role() == ColumnPlan.Role.FIELD
        && deciding
            .computeIfAbsent(of.name(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(name, _ -> new LinkedHashSet<>())
            .add(rule);
  }

  /// A field with moves decides by them, and a check or a stamp ties fields together.
  private void complete() {
    for (ColumnPlan column : resource.table().columns()) {
      if (column.isMovedByRow()) {
        deciding
            .computeIfAbsent(resource.name(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(column.name(), _ -> new LinkedHashSet<>());
      }
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ResourcePlan of : resources) {
        Stream<Rule> checks = of.table().checks().stream().map(TablePlan.Check::rule);
        List<Rule> ties =
            checks.filter(r -> r.columns().stream().anyMatch(deciding(of)::contains)).toList();
        for (Rule rule : ties) {
          for (String name : rule.columns()) {
            grown |= add(of, name, rule);
          }
        }
        for (ColumnPlan column : of.table().columns()) {
          if (column.stamp() != null && deciding(of).contains(column.name())) {
            for (String name : column.stamp().condition().columns()) {
              grown |= add(of, name, column.stamp().condition());
            }
          }
        }
      }
    }
  }

  private void assemble() {
    people.add(ScenePerson.ANONYMOUS);
    people.add(ScenePerson.STRANGER);
    Teams teams = hasTeam() ? plan.teams() : null;
    if (teams != null) {
      people.add(ScenePerson.OUTSIDER);
    }
    String lowest = teams == null ? null : teams.roles().getLast();
    for (ResourcePlan of : resources) {
      if (!of.isOfTeam()) {
        people.add(named(ownerName(of), "as the owner of the row of " + of.name(), lowest));
      }
    }
    if (teams != null) {
      teams.roles().forEach(role -> people.add(member(role)));
    }
    for (ResourcePlan of : resources) {
      for (ColumnPlan column : personColumns(of)) {
        String words =
            "as " + reference(column).relation() + (of.equals(resource) ? "" : " of " + of.name());
        people.add(standing(of, column, words, lowest));
      }
    }
    if (resources.stream().anyMatch(r -> !r.isOfTeam())) {
      plan.auth()
          .roles()
          .forEach(
              role ->
                  people.add(
                      new ScenePerson("a_" + role, "with the role " + role, List.of(role), null)));
    }
  }

  /// The person in a column, with a role that the column asks for.
  ///
  /// @param teamRole of a person of whom no role is asked; null without a team
  private static ScenePerson standing(
      ResourcePlan of, ColumnPlan column, String description, @Nullable String teamRole) {
    List<String> roles = reference(column).roles();
    boolean inTeam = of.isOfTeam() && !roles.isEmpty();
    return new ScenePerson(
        personName(of, column),
        description,
        inTeam ? List.of() : roles.stream().limit(1).toList(),
        inTeam ? roles.getLast() : teamRole);
  }

  private static ScenePerson named(String name, String description, @Nullable String teamRole) {
    return new ScenePerson(name, description, List.of(), teamRole);
  }

  private static ScenePerson member(String role) {
    return new ScenePerson("team_" + role, "with the team role " + role, List.of(), role);
  }

  /// The member who makes the team.
  public ScenePerson administrator() {
    return people.stream()
        .filter(
            p ->
                p.name()
                    .equals(member(Objects.requireNonNull(plan.teams()).administrator()).name()))
        .findFirst()
        .orElseThrow();
  }
}
