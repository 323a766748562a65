package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.List;
import java.util.Set;

/// A user, or the anonymous caller, with the access that a spec grants.
///
/// @param id the id of the account; empty for the anonymous caller
/// @param token the access token; empty for the anonymous caller
record ModelUser(String name, String id, String token, Set<String> roles) {
  static final ModelUser ANONYMOUS = new ModelUser("anybody", "", "", Set.of());

  boolean signedIn() {
    return !id.isEmpty();
  }

  private boolean holds(Set<String> some) {
    return some.stream().anyMatch(roles::contains);
  }

  /// Whether the operation is granted for every row.
  boolean mayAccessAnyRow(Resource resource, Operation operation) {
    List<String> words = resource.access().getOrDefault(operation, List.of());
    return words.contains("public")
        || (signedIn()
            && (words.contains("user")
                || words.stream()
                    .anyMatch(w -> w.startsWith("role:") && roles.contains(w.substring(5)))));
  }

  /// Whether the operation is granted at least for the user's own rows.
  boolean mayAccessSomeRow(Resource resource, Operation operation) {
    return mayAccessAnyRow(resource, operation)
        || (signedIn() && resource.access().getOrDefault(operation, List.of()).contains("owner"));
  }

  boolean may(Resource resource, Operation operation, ModelRow row) {
    return mayAccessSomeRow(resource, operation)
        && (mayAccessAnyRow(resource, operation) || row.owner().equals(id));
  }

  boolean reads(Field field) {
    return !field.is(Flag.hidden) && (field.readers().isEmpty() || holds(field.readers()));
  }

  /// The readable fields, in order.
  List<Field> reads(Resource resource) {
    return resource.columns().stream().filter(this::reads).toList();
  }

  boolean creates(Field field) {
    return !field.is(Flag.SYSTEM) && !field.is(Flag.readonly) && writes(field);
  }

  boolean updates(Field field) {
    return creates(field) && !field.is(Flag.writeOnce);
  }

  private boolean writes(Field field) {
    return field.writers().isEmpty() || holds(field.writers());
  }

  /// The relations that this user may read.
  List<ModelSpec.Relation> relations(ModelSpec spec, Resource resource) {
    return spec.relations(resource).stream()
        .filter(r -> mayAccessSomeRow(spec.resource(r.target()), Operation.READ))
        .toList();
  }
}
