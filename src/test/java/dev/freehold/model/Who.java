package dev.freehold.model;

import dev.freehold.model.Shape.Field;
import dev.freehold.model.Shape.Flag;
import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Resource;
import java.util.List;
import java.util.Set;

/// Who asks, and what the words of a spec give to them.
///
/// @param id of the account; empty for somebody who is not signed in
/// @param token to send; empty likewise
record Who(String name, String id, String token, Set<String> roles) {
  static final Who ANYBODY = new Who("anybody", "", "", Set.of());

  boolean signedIn() {
    return !id.isEmpty();
  }

  private boolean holds(Set<String> some) {
    return some.stream().anyMatch(roles::contains);
  }

  /// Whether the operation is granted for every row.
  boolean all(Resource resource, Operation operation) {
    List<String> words = resource.access().getOrDefault(operation, List.of());
    return words.contains("public")
        || (signedIn()
            && (words.contains("user")
                || words.stream()
                    .anyMatch(w -> w.startsWith("role:") && roles.contains(w.substring(5)))));
  }

  /// Whether it is granted for some rows at least, one's own.
  boolean any(Resource resource, Operation operation) {
    return all(resource, operation)
        || (signedIn() && resource.access().getOrDefault(operation, List.of()).contains("owner"));
  }

  boolean may(Resource resource, Operation operation, Row row) {
    return any(resource, operation) && (all(resource, operation) || row.owner().equals(id));
  }

  boolean reads(Field field) {
    return !field.is(Flag.hidden) && (field.readers().isEmpty() || holds(field.readers()));
  }

  /// The read set, in its order.
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

  /// The relations of its rows that exist for this person.
  List<Shape.Relation> relations(Shape shape, Resource resource) {
    return shape.relations(resource).stream()
        .filter(r -> any(shape.resource(r.target()), Operation.READ))
        .toList();
  }
}
