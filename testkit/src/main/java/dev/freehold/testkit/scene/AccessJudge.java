package dev.freehold.testkit.scene;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleEvaluator;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.testkit.value.JsonValueConverter;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Judges by the words of a spec who may do what with the rows of a scene.
public final class AccessJudge {
  private final ApiPlan plan;
  private final OffsetDateTime now;

  /// @param now the time that conditions compare with
  public AccessJudge(ApiPlan plan, OffsetDateTime now) {
    this.plan = plan;
    this.now = now;
  }

  /// The time that conditions compare with.
  OffsetDateTime now() {
    return now;
  }

  /// Whether the caller may use the operation on some row, not necessarily of this scene.
  public boolean mayOnSomeRow(ScenePerson person, ResourcePlan resource, CrudOperation operation) {
    if (!person.signedIn() && (operation != CrudOperation.READ || resource.isOfTeam())) {
      return false;
    }
    return resource.access().of(operation).stream().anyMatch(g -> isFor(person, g.subject()));
  }

  private boolean isFor(ScenePerson person, Grant subject) {
    return switch (subject) {
      case Grant.Public _ -> true;
      case Grant.User _, Grant.Owner _, Grant.Person _, Grant.Member _ -> person.signedIn();
      case Grant.Role(String role) -> person.roles().contains(role);
      case Grant.Through through ->
          isFor(person, through.caller())
              && (through.person() == null || person.signedIn())
              && through.path().stream()
                  .allMatch(
                      hop -> mayOnSomeRow(person, plan.resource(hop.target()), CrudOperation.READ));
      case Grant.Where(Grant inner, _) -> isFor(person, inner);
    };
  }

  /// Whether the caller may use the operation on this row of the scene. For an update, the row must
  /// meet a word before the change and after it.
  public boolean may(ScenePerson person, Scene scene, SceneRow row, CrudOperation operation) {
    return !granting(person, scene, row, operation).isEmpty();
  }

  /// The words that let the caller use the operation on the row.
  public List<Grant> granting(
      ScenePerson person, Scene scene, SceneRow row, CrudOperation operation) {
    return mayOnSomeRow(person, row.resource(), operation)
        ? row.resource().access().of(operation).stream()
            .filter(grant -> holds(grant, person, scene, row))
            .toList()
        : List.of();
  }

  /// Whether the caller may set a field of a row. The owner of a new row may set every field that
  /// an owner may.
  ///
  /// @param row the stored row of an update, or the new row
  public boolean writes(ScenePerson person, Scene scene, SceneRow row, ColumnPlan column) {
    return column.writers().isEmpty()
        || column.writers().stream().anyMatch(grant -> holds(grant, person, scene, row));
  }

  /// Whether the caller may change the value of a field with moves.
  public boolean moves(
      ScenePerson person, Scene scene, SceneRow row, ColumnPlan column, @Nullable Object to) {
    Object from = row.value(column.name());
    return column.moves().stream()
        .filter(m -> Objects.equals(m.from(), from == null ? null : from.toString()))
        .filter(m -> Objects.equals(m.to(), to == null ? null : to.toString()))
        .flatMap(m -> m.grants().stream())
        .anyMatch(grant -> holds(grant, person, scene, row));
  }

  /// Whether a grant is for this caller and this row.
  boolean holds(Grant grant, ScenePerson person, Scene scene, SceneRow row) {
    return holds(grant.subject(), Optional.ofNullable(grant.condition()), person, scene, row);
  }

  /// Whether the grant would be for this caller and this row if it had no condition.
  boolean holdsWithoutCondition(Grant grant, ScenePerson person, Scene scene, SceneRow row) {
    return holds(grant.subject(), Optional.empty(), person, scene, row);
  }

  private boolean holds(
      Grant subject, Optional<Rule> condition, ScenePerson person, Scene scene, SceneRow row) {
    if (row.resource().isOfTeam() && !person.isMember()) {
      return false;
    }
    Map<String, SceneRow> named = new HashMap<>();
    named.put("", row);
    if (subject instanceof Grant.Through through) {
      return isCaller(through.caller(), person, row)
          && leads(through, 0, "", row, named, condition, person, scene);
    }
    return isCaller(subject, person, row) && meets(condition, named, person);
  }

  private static boolean isCaller(Grant subject, ScenePerson person, SceneRow row) {
    return switch (subject) {
      case Grant.Public _ -> true;
      case Grant.User _ -> person.signedIn();
      case Grant.Role(String role) -> person.roles().contains(role);
      case Grant.Owner _ ->
          person.signedIn()
              && row.resource()
                  .table()
                  .owner()
                  .filter(owner -> row.holds(owner.name(), person.id()))
                  .isPresent();
      case Grant.Person(_, String column, _) -> person.signedIn() && row.holds(column, person.id());
      case Grant.Member(List<String> roles, String column, _) ->
          person.isMember()
              && row.holds(column, SceneRow.TEAM)
              && (roles.isEmpty() || roles.contains(person.teamRole()));
      case Grant.Through _, Grant.Where _ ->
          throw new IllegalArgumentException("no simple word: " + subject.text());
    };
  }

  /// Whether a path leads from a row to one of the person, through rows that the person may read.
  private boolean leads(
      Grant.Through grant,
      int step,
      String name,
      SceneRow from,
      Map<String, SceneRow> named,
      Optional<Rule> condition,
      ScenePerson person,
      Scene scene) {
    if (step == grant.path().size()) {
      return (grant.person() == null || isCaller(grant.person(), person, from))
          && meets(condition, named, person);
    }
    Grant.Hop hop = grant.path().get(step);
    Object at = from.value(hop.column());
    Optional<SceneRow> next =
        scene
            .row(hop.target())
            .filter(row -> at instanceof String id && row.holds(hop.key(), id))
            .filter(row -> may(person, scene, row, CrudOperation.READ));
    if (next.isEmpty()) {
      return false;
    }
    String longer = name.isEmpty() ? hop.relation() : name + "." + hop.relation();
    named.put(longer, next.get());
    return leads(grant, step + 1, longer, next.get(), named, condition, person, scene);
  }

  private boolean meets(Optional<Rule> condition, Map<String, SceneRow> named, ScenePerson person) {
    return condition
        .map(rule -> ConditionTruth.holds(rule, name -> typed(named, name), person, now))
        .orElse(true);
  }

  private static @Nullable Object typed(Map<String, SceneRow> named, String name) {
    int point = name.lastIndexOf('.');
    SceneRow row = named.get(point < 0 ? "" : name.substring(0, point));
    return name.isEmpty() || row == null ? null : typed(row, name.substring(point + 1));
  }

  /// The value of a column for a rule.
  static @Nullable Object typed(SceneRow row, String name) {
    ColumnPlan column = row.resource().table().column(name);
    Object value = row.value(name);
    if (!(value instanceof String text) || !text.startsWith("{")) {
      return JsonValueConverter.parse(column.type(), value);
    }
    return column.type().scalar() == ScalarType.UUID
        ? ConditionTruth.uuid(text)
        : BigDecimal.valueOf(ConditionTruth.uuid(text).getMostSignificantBits());
  }

  /// Whether a row passes the checks of its resource, as far as all values that they read are known.
  boolean passesChecks(SceneRow row) {
    return row.resource().table().checks().stream()
        .map(TablePlan.Check::rule)
        .filter(rule -> rule.columns().stream().allMatch(row.values()::containsKey))
        .allMatch(rule -> RuleEvaluator.evaluate(rule, name -> typed(row, name)).passes());
  }
}
