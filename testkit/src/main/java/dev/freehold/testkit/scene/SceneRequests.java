package dev.freehold.testkit.scene;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Spec.Stamp.StampValue;
import dev.freehold.testkit.value.JsonValueConverter;
import dev.freehold.testkit.value.ValueSamples;
import dev.freehold.type.FieldType.ScalarType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The requests that create and change rows of a scene, with what the spec says of them.
public final class SceneRequests {
  private final SceneCast cast;
  private final AccessJudge judge;

  public SceneRequests(SceneCast cast, AccessJudge judge) {
    this.cast = cast;
    this.judge = judge;
  }

  /// A row that a caller would create.
  ///
  /// @param row as it would be
  /// @param step the request
  public record NewRow(SceneRow row, SceneStep.CreateStep step) {}

  /// What the spec says of a request.
  public enum Verdict {
    ALLOWED,
    /// The caller may use the operation on no row.
    NO_OPERATION,
    /// The caller may not change the row, as if it were not there.
    NOT_FOUND,
    /// A row that the body refers to is not there for the caller.
    UNKNOWN_REFERENCE,
    READ_ONLY,
    NO_MOVE,
    /// The row that would result is not one that the caller may make.
    FORBIDDEN,
    /// Several reasons against it, or one that is not about access.
    UNDECIDED
  }

  /// The row that a caller creates with the values of a variant, as far as the caller may set them; empty
  /// if the caller cannot set a value that the row must have.
  public Optional<NewRow> newRow(
      Scene scene, ResourcePlan of, ScenePerson by, Map<String, @Nullable Object> variant) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    for (ColumnPlan column : of.table().columns()) {
      String name = column.name();
      switch (column.role()) {
        case ID -> values.put(name, SceneRow.idOf(of.name()));
        case OWNER -> values.put(name, by.id());
        case TEAM -> values.put(name, SceneRow.TEAM);
        case CREATED_AT, UPDATED_AT -> values.put(name, judge.now().toString());
        case VERSION -> {}
        case FIELD -> {
          Optional<Object> start = start(scene, of, column, variant);
          Object standard = JsonValueConverter.defaultJson(column);
          if (start.isPresent() || cast.deciding(of).contains(name) || column.reference() != null) {
            values.put(name, start.orElse(null));
          }
          if (start.isPresent() && !start.get().equals(standard)) {
            fixed.put(name, start.get());
          }
        }
      }
    }
    SceneRow whole = stamped(null, new SceneRow(of, values), by);
    Set<String> settable =
        of.createFields().stream()
            .map(WriteField::column)
            .filter(c -> !c.hasMoves() && judge.writes(by, scene, whole, c))
            .map(ColumnPlan::name)
            .collect(Collectors.toSet());
    for (ColumnPlan column : SceneCast.personColumns(of)) {
      String name = column.name();
      if (!settable.contains(name) && column.nullable() && !variant.containsKey(name)) {
        fixed.remove(name);
        values.put(name, isList(column) ? List.of() : null);
      } else if (!settable.contains(name) && isList(column)) {
        fixed.remove(name);
        values.put(name, List.of());
      }
    }
    if (!settable.containsAll(fixed.keySet())) {
      return Optional.empty();
    }
    List<WriteField> writable =
        of.createFields().stream().filter(f -> settable.contains(f.column().name())).toList();
    boolean complete =
        of.createFields().stream().filter(WriteField::required).allMatch(writable::contains);
    SceneRow row = stamped(null, new SceneRow(of, values), by);
    return complete
        ? Optional.of(new NewRow(row, new SceneStep.CreateStep(of, by, fixed, writable)))
        : Optional.empty();
  }

  private static boolean isList(ColumnPlan column) {
    return SceneCast.reference(column).many();
  }

  private Optional<Object> start(
      Scene scene, ResourcePlan of, ColumnPlan column, Map<String, @Nullable Object> variant) {
    if (variant.containsKey(column.name())) {
      return Optional.ofNullable(variant.get(column.name()));
    }
    if (column.stamp() != null) {
      return Optional.empty();
    }
    ColumnPlan.Reference reference = column.reference();
    if (reference != null && reference.person()) {
      String id = cast.person(of, column).id();
      return Optional.of(reference.many() ? List.of(id) : id);
    }
    if (reference != null) {
      return reference.many()
          ? Optional.of(List.of())
          : scene.row(reference.target()).map(SceneRow::id);
    }
    Object standard = JsonValueConverter.defaultJson(column);
    if (standard != null || !cast.deciding(of).contains(column.name()) || column.nullable()) {
      return Optional.ofNullable(standard);
    }
    return ValueSamples.of(column, 0);
  }

  /// What the spec says of a create.
  public Verdict verdict(Scene scene, NewRow made) {
    ScenePerson by = made.step().by();
    SceneRow row = made.row();
    if (!judge.mayOnSomeRow(by, row.resource(), CrudOperation.CREATE)) {
      return Verdict.NO_OPERATION;
    }
    if (row.resource().isOfTeam() && !by.isMember()) {
      return Verdict.NOT_FOUND;
    }
    Scene after = scene.with(row);
    boolean granted = judge.may(by, after, row, CrudOperation.CREATE);
    boolean readable = judge.may(by, after, row, CrudOperation.READ);
    boolean known = refersToReadable(scene, by, row);
    if (!known) {
      return granted ? Verdict.UNDECIDED : Verdict.UNKNOWN_REFERENCE;
    }
    if (!judge.passesChecks(row)) {
      return Verdict.UNDECIDED;
    }
    return !granted ? Verdict.FORBIDDEN : readable ? Verdict.ALLOWED : Verdict.UNDECIDED;
  }

  private boolean refersToReadable(Scene scene, ScenePerson by, SceneRow row) {
    return row.resource().table().columns().stream()
        .filter(c -> c.role() == ColumnPlan.Role.FIELD)
        .filter(c -> c.reference() != null && !c.reference().person())
        .filter(c -> row.value(c.name()) instanceof String)
        .allMatch(
            c ->
                scene
                    .row(SceneCast.reference(c).target())
                    .filter(target -> judge.may(by, scene, target, CrudOperation.READ))
                    .isPresent());
  }

  /// Creates the row of a resource, if the spec allows it.
  Optional<Scene> create(
      Scene scene, ResourcePlan of, ScenePerson by, Map<String, @Nullable Object> variant) {
    return newRow(scene, of, by, variant)
        .filter(made -> verdict(scene, made) == Verdict.ALLOWED)
        .map(made -> scene.after(made.row(), made.step()));
  }

  /// The row after a change of one value.
  public SceneRow changed(SceneRow row, ScenePerson by, String column, @Nullable Object value) {
    return stamped(row, row.with(column, value), by);
  }

  /// What the spec says of a change of one value.
  public Verdict verdict(
      Scene scene, SceneRow row, ScenePerson by, ColumnPlan column, @Nullable Object value) {
    if (!judge.mayOnSomeRow(by, row.resource(), CrudOperation.UPDATE)) {
      return Verdict.NO_OPERATION;
    }
    if (!judge.may(by, scene, row, CrudOperation.UPDATE)) {
      return Verdict.NOT_FOUND;
    }
    boolean same = Objects.equals(value, row.value(column.name()));
    boolean written = same || judge.writes(by, scene, row, column);
    boolean moved = same || !column.hasMoves() || judge.moves(by, scene, row, column, value);
    SceneRow changed = changed(row, by, column.name(), value);
    Scene after = scene.with(changed);
    boolean kept =
        judge.may(by, after, changed, CrudOperation.UPDATE)
            && judge.may(by, after, changed, CrudOperation.READ);
    boolean sound = judge.passesChecks(changed);
    int against = (written ? 0 : 1) + (moved ? 0 : 1) + (kept ? 0 : 1) + (sound ? 0 : 1);
    if (against == 0) {
      return Verdict.ALLOWED;
    }
    return against > 1 || !sound
        ? Verdict.UNDECIDED
        : !written ? Verdict.READ_ONLY : !moved ? Verdict.NO_MOVE : Verdict.FORBIDDEN;
  }

  /// Changes a value, if the spec allows it to someone of the cast.
  Optional<Scene> change(Scene scene, SceneRow row, ColumnPlan column, @Nullable Object value) {
    boolean updatable =
        row.resource().updateFields().stream().anyMatch(f -> f.column().equals(column));
    if (!updatable || (value == null && !column.nullable())) {
      return Optional.empty();
    }
    return cast.people().stream()
        .filter(by -> verdict(scene, row, by, column, value) == Verdict.ALLOWED)
        .findFirst()
        .map(
            by ->
                scene.after(
                    changed(row, by, column.name(), value),
                    new SceneStep.ChangeStep(row.resource(), by, column.name(), value)));
  }

  /// The row with the values that the server sets when a write makes it meet a condition.
  private SceneRow stamped(@Nullable SceneRow before, SceneRow row, ScenePerson by) {
    SceneRow stamped = row;
    for (ColumnPlan column : row.resource().table().columns()) {
      if (column.stamp() == null) {
        continue;
      }
      Rule condition = column.stamp().condition();
      boolean meets = meets(row, condition);
      Object kept =
          before == null || !meets(before, condition) ? null : before.value(column.name());
      Object value =
          kept != null
              ? kept
              : column.stamp().value() == StampValue.ME
                  ? by.id()
                  : column.type().scalar() == ScalarType.DATE
                      ? judge.now().toLocalDate().toString()
                      : judge.now().toString();
      stamped = stamped.with(column.name(), meets ? value : null);
    }
    return stamped;
  }

  private boolean meets(SceneRow row, Rule condition) {
    return row.values().keySet().containsAll(condition.columns())
        && ConditionTruth.holds(
            condition, name -> AccessJudge.typed(row, name), ScenePerson.ANONYMOUS, judge.now());
  }
}
