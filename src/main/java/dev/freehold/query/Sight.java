package dev.freehold.query;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Relation;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// All resources as callers of one kind see them: a pure function of the plan, of whether they are signed in, and of
/// their roles. Only `dev.freehold.api.Authorize` makes one.
public final class Sight {
  private final Map<String, View> views = new HashMap<>();

  /// @param roles that the spec knows; none for callers who are not signed in
  public Sight(ApiPlan plan, boolean signedIn, Set<String> roles) {
    plan.resources().forEach(r -> views.put(r.name(), new View(r, signedIn, roles)));
  }

  public View of(ResourcePlan resource) {
    return Objects.requireNonNull(views.get(resource.name()));
  }

  /// A relation, and the resource at its other end as these callers see it.
  public record Hop(Relation relation, View target) {}

  /// The relations that these callers may follow: those to resources that they may read. Another is not there.
  public List<Hop> hops(View from) {
    return from.plan().relations().stream()
        .map(r -> new Hop(r, Objects.requireNonNull(views.get(r.target()))))
        .filter(h -> h.target().reach(Operation.READ).isPresent())
        .filter(
            h ->
                h.relation().many()
                    ? h.target().column(h.relation().column()).isPresent()
                    : from.column(h.relation().column()).isPresent())
        .toList();
  }

  /// Empty for a relation that does not exist and for one that may not be followed.
  public Optional<Hop> hop(View from, String relation) {
    return hops(from).stream().filter(h -> h.relation().name().equals(relation)).findFirst();
  }
}
