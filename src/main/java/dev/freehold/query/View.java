package dev.freehold.query;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.Operation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One resource as callers of one kind see it: what they may read of a row, what they may write, and whose rows they
/// reach. Whatever a query names resolves here and nowhere else (K1). Compared by identity: there is one for each
/// resource and [Sight].
public final class View {
  private final ResourcePlan plan;
  private final List<Column> read;
  private final Map<String, Column> byName;
  private final List<WriteField> create;
  private final List<WriteField> update;
  private final Map<Operation, Reach> reach = new EnumMap<>(Operation.class);
  private final boolean signedIn;
  private final Set<String> roles;

  View(ResourcePlan plan, boolean signedIn, Set<String> roles) {
    this.plan = plan;
    this.signedIn = signedIn;
    this.roles = Set.copyOf(roles);
    this.read = plan.read().stream().filter(c -> isOneOf(c.readers(), roles)).toList();
    this.byName = read.stream().collect(Collectors.toMap(Column::name, Function.identity()));
    this.create = writable(plan.create(), roles);
    this.update = writable(plan.update(), roles);
    for (Operation operation : Operation.values()) {
      Grants.reach(plan.access(), operation, signedIn, roles)
          .ifPresent(r -> reach.put(operation, r));
    }
  }

  private static List<WriteField> writable(List<WriteField> fields, Set<String> roles) {
    return fields.stream().filter(f -> isOneOf(f.column().writers(), roles)).toList();
  }

  private static boolean isOneOf(List<String> allowed, Set<String> roles) {
    return allowed.isEmpty() || allowed.stream().anyMatch(roles::contains);
  }

  public ResourcePlan plan() {
    return plan;
  }

  /// The read set: what an answer shows, in its order.
  public List<Column> read() {
    return read;
  }

  /// Empty for a column that does not exist and for one that may not be read: nobody can tell them apart.
  public Optional<Column> column(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// The write set of POST.
  public List<WriteField> create() {
    return create;
  }

  /// The write set of PUT and PATCH.
  public List<WriteField> update() {
    return update;
  }

  /// Whose rows; empty where these callers may not do it at all.
  public Optional<Reach> reach(Operation operation) {
    return Optional.ofNullable(reach.get(operation));
  }

  /// Whose rows of another resource the same callers reach: what they may point at.
  public Optional<Reach> reachOf(ResourcePlan other, Operation operation) {
    return Grants.reach(other.access(), operation, signedIn, roles);
  }
}
