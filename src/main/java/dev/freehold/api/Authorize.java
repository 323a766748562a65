package dev.freehold.api;

import dev.freehold.auth.Caller;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.query.Reach;
import dev.freehold.query.Scope;
import dev.freehold.query.Sight;
import dev.freehold.query.View;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Operation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a caller may see, and whose rows a caller may touch with an operation. The only maker of a [Scope] and of a
/// [Sight].
public final class Authorize {
  /// Kinds of callers that are kept. Roles are given by an operator; where they combine in more ways than these, the rest
  /// is made anew for each request.
  private static final int MAX_SIGHTS = 256;

  private final ApiPlan plan;
  private final Set<String> rowRoles;
  private final Set<String> roles;
  private final Sight anonymous;
  private final Sight plain;
  private final Map<Set<String>, Sight> byRoles = new ConcurrentHashMap<>();
  private final Map<String, Map<Operation, String>> reasons = new HashMap<>();

  public Authorize(ApiPlan plan) {
    this.plan = plan;
    this.rowRoles = Set.copyOf(plan.rowRoles());
    this.roles =
        Stream.concat(rowRoles.stream(), plan.fieldRoles().stream())
            .collect(Collectors.toUnmodifiableSet());
    this.anonymous = new Sight(plan, false, Set.of());
    this.plain = new Sight(plan, true, Set.of());
    plan.resources().forEach(r -> reasons.put(r.name(), reasons(r.access())));
  }

  /// What a caller was granted.
  ///
  /// @param view of the resource, in `sight`
  /// @param user null for a caller who is not signed in
  public record Granted(Sight sight, View view, Scope scope, @Nullable UUID user) {}

  /// @throws dev.freehold.problem.ProblemException `UNAUTHORIZED` where a sign-in may help, else `FORBIDDEN`
  public Granted grant(Caller caller, ResourcePlan resource, Operation operation) {
    Sight sight = sight(caller);
    View view = sight.of(resource);
    Reach reach = view.reach(operation).orElseThrow(() -> refusal(caller).failure());
    return switch (caller) {
      case Caller.Anonymous _ -> {
        if (reach == Reach.OWN) {
          throw new IllegalStateException("Somebody without an id owns nothing");
        }
        yield new Granted(
            sight, view, new Scope.Everyone(null, Set.of(), reason(resource, operation)), null);
      }
      case Caller.User user ->
          new Granted(sight, view, scope(user, reach, resource, operation), user.id());
    };
  }

  private Scope scope(Caller.User user, Reach reach, ResourcePlan resource, Operation operation) {
    return switch (reach) {
      case OWN -> new Scope.OwnedBy(user.id(), among(user.roles(), rowRoles));
      case ALL ->
          new Scope.Everyone(user.id(), among(user.roles(), rowRoles), reason(resource, operation));
    };
  }

  /// Why a caller may not do it to any row at all; empty where there may be rows.
  public Optional<Problem> refusal(Caller caller, ResourcePlan resource, Operation operation) {
    return sight(caller).of(resource).reach(operation).isPresent()
        ? Optional.empty()
        : Optional.of(refusal(caller));
  }

  /// What a person alone has, and no resource: the answers that are kept under the person's own keys.
  public Scope self(Caller.User user) {
    return new Scope.OwnedBy(user.id(), Set.of());
  }

  private static Problem refusal(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous _ -> new Problem.Unauthorized();
      case Caller.User _ -> new Problem.Forbidden();
    };
  }

  private Sight sight(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous _ -> anonymous;
      case Caller.User user -> sight(among(user.roles(), roles));
    };
  }

  private Sight sight(Set<String> held) {
    if (held.isEmpty()) {
      return plain;
    }
    Sight kept = byRoles.get(held);
    if (kept != null) {
      return kept;
    }
    Sight made = new Sight(plan, true, held);
    Sight raced = byRoles.size() < MAX_SIGHTS ? byRoles.putIfAbsent(held, made) : null;
    return raced == null ? made : raced;
  }

  private static Set<String> among(Set<String> held, Set<String> known) {
    if (held.isEmpty() || known.isEmpty()) {
      return Set.of();
    }
    return held.stream().filter(known::contains).collect(Collectors.toUnmodifiableSet());
  }

  private String reason(ResourcePlan resource, Operation operation) {
    return Objects.requireNonNull(
        Objects.requireNonNull(reasons.get(resource.name())).get(operation));
  }

  private static Map<Operation, String> reasons(Access access) {
    Map<Operation, String> reasons = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      reasons.put(
          operation,
          operation.name().toLowerCase(Locale.ROOT)
              + ": "
              + access.of(operation).stream()
                  .map(Access.Grant::word)
                  .collect(Collectors.joining(" or ")));
    }
    return reasons;
  }
}
