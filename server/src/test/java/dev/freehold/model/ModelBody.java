package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Request bodies and their violations.
final class ModelBody {
  static final String READ_ONLY = " read_only";

  private ModelBody() {}

  /// A value that is invalid for its field.
  record InvalidValue(Object json, String code) {}

  /// A reference to the id of the row of an earlier operation of a batch, counted from 1.
  record BatchReference(int operation) {
    @Override
    public String toString() {
      return "$" + operation + ".id";
    }
  }

  static Object json(Map<String, Object> body) {
    Map<String, Object> json = new LinkedHashMap<>();
    body.forEach((name, value) -> json.put(name, json(value)));
    return json;
  }

  private static Object json(Object value) {
    return switch (value) {
      case InvalidValue bad -> bad.json();
      case BatchReference earlier -> earlier.toString();
      default -> value;
    };
  }

  /// `field code` of every violation.
  static Set<String> faults(
      ModelUser actor, Resource resource, Map<String, Object> body, boolean create) {
    Set<String> faults = new LinkedHashSet<>();
    body.forEach(
        (name, value) -> {
          Optional<Field> field =
              resource.columns().stream().filter(c -> c.name().equals(name)).findFirst();
          boolean writable =
              field.filter(f -> create ? actor.creates(f) : actor.updates(f)).isPresent();
          if (!writable) {
            faults.add(name + (field.filter(actor::reads).isPresent() ? " read_only" : " unknown"));
          } else if (value instanceof InvalidValue bad) {
            faults.add(name + " " + bad.code());
          } else if (value == JsonTree.NULL && field.orElseThrow().is(Flag.required)) {
            faults.add(name + " not_null");
          }
        });
    if (create) {
      for (Field field : resource.fields()) {
        if (field.is(Flag.required)
            && field.defaultValue() == JsonTree.NULL
            && actor.creates(field)
            && !body.containsKey(field.name())) {
          faults.add(field.name() + " required");
        }
      }
    }
    return faults;
  }

  /// Whether a fault is none: a field that the actor may not write, with the value of the row.
  ///
  /// @param fault as [#faults] names it
  static boolean isEcho(ModelRow row, Map<String, Object> body, String fault) {
    String field = fault.substring(0, fault.indexOf(' '));
    return fault.endsWith(READ_ONLY) && row.value(field).equals(body.get(field));
  }

  /// The fields of a body that the actor may write.
  static Map<String, Object> written(ModelUser actor, Resource resource, Map<String, Object> body) {
    Map<String, Object> written = new LinkedHashMap<>(body);
    written
        .keySet()
        .retainAll(resource.columns().stream().filter(actor::updates).map(Field::name).toList());
    return written;
  }

  /// The row that a body creates, without the values that the server sets.
  static ModelRow newRow(ModelUser actor, Resource resource, Object id, Map<String, Object> body) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", id);
    if (resource.owner().isTeam()) {
      values.put("team_id", actor.team());
    }
    if (resource.owner().isPerson()) {
      values.put("user_id", actor.id());
    }
    for (Field field : resource.fields()) {
      Object given = body.get(field.name());
      values.put(field.name(), given == null ? field.defaultValue() : given);
    }
    values.put("created_at", ServerAssignedValue.UNKNOWN);
    values.put("updated_at", ServerAssignedValue.UNKNOWN);
    return new ModelRow(
        id,
        resource.owner().isPerson() ? actor.id() : "",
        resource.owner().isTeam() ? actor.team() : "",
        values,
        0,
        ModelTags.NONE);
  }

  /// The constraints that the row violates when it is stored, and the access that it would leave.
  ///
  /// @param operation with which it is stored: the new row must be one that it permits
  static ExpectedOutcome constraintOutcome(
      ModelUser actor,
      ModelStore store,
      Resource resource,
      Operation operation,
      ModelRow row,
      Set<String> given,
      String prefix) {
    List<ExpectedOutcome.ExpectedError> faults = new java.util.ArrayList<>();
    if (!store.permits(actor, resource, operation, row)) {
      faults.add(ExpectedOutcome.ExpectedError.of(403, "FORBIDDEN"));
    }
    Set<String> broken = new LinkedHashSet<>();
    store
        .broken(actor, resource, row, given)
        .forEach(name -> broken.add(prefix + name + " unknown_reference"));
    if (!broken.isEmpty()) {
      faults.add(new ExpectedOutcome.ExpectedError(400, "VALIDATION_ERROR", broken, false));
    }
    faults.addAll(uniqueOutcome(store, resource, row, prefix).faults());
    return new ExpectedOutcome(faults, faults.isEmpty());
  }

  /// The unique sets that the stored row violates.
  static ExpectedOutcome uniqueOutcome(
      ModelStore store, Resource resource, ModelRow row, String prefix) {
    Set<String> taken = new LinkedHashSet<>();
    store
        .taken(resource, row)
        .forEach(set -> set.forEach(name -> taken.add(prefix + name + " taken")));
    return taken.isEmpty()
        ? ExpectedOutcome.SUCCESS
        : ExpectedOutcome.refused(new ExpectedOutcome.ExpectedError(409, "CONFLICT", taken, false));
  }
}
