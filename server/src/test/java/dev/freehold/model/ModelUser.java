package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Grant;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import java.util.List;
import java.util.Set;

/// A user, or the anonymous caller, with the access that a spec grants.
///
/// @param id the id of the account; empty for the anonymous caller
/// @param token the access token; empty for the anonymous caller
/// @param team the id of the team that the requests name; empty for none
record ModelUser(String name, String id, String token, Set<String> roles, String team) {
  static final ModelUser ANONYMOUS = new ModelUser("anybody", "", "", Set.of(), "");

  /// The same user with requests that name a team.
  ModelUser in(String team) {
    return new ModelUser(name, id, token, roles, team);
  }

  boolean signedIn() {
    return !id.isEmpty();
  }

  private boolean holds(Set<String> some) {
    return some.stream().anyMatch(roles::contains);
  }

  /// Whether the operation is granted for some rows, as far as the spec tells.
  boolean mayAccessSomeRow(Resource resource, Operation operation) {
    return (operation == Operation.READ || signedIn())
        && resource.access().getOrDefault(operation, List.of()).stream().anyMatch(this::isFor);
  }

  private boolean isFor(Grant grant) {
    boolean leads =
        grant.path().isEmpty() || mayAccessSomeRow(grant.path().get().target(), Operation.READ);
    return leads && (isAnyone(grant) || (signedIn() && !grant.who().startsWith("role:")));
  }

  /// Whether the word is for this caller, whatever the row.
  boolean isAnyone(Grant grant) {
    return switch (grant.who()) {
      case "public" -> true;
      case "user" -> signedIn();
      default -> grant.who().startsWith("role:") && roles.contains(grant.who().substring(5));
    };
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

  /// Whether this user may name the same fields and relations in a query as the other one.
  boolean mayQueryAs(ModelUser other, ModelSpec spec) {
    return spec.resources().stream()
        .allMatch(
            r ->
                reads(r).equals(other.reads(r))
                    && relations(spec, r).equals(other.relations(spec, r)));
  }
}
