package dev.freehold.api;

import dev.freehold.auth.Caller;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.ApiView;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Teams;
import dev.freehold.type.KeyScopes;
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

/// Determines the fields and rows that a caller may access with an operation. The only class that
/// creates a [RowScope] or an [ApiView].
public final class Authorizer {
  /// The most role combinations that are cached. Others are computed for each request.
  private static final int MAX_SIGHTS = 256;

  private static final Problem TEAM_MISSING =
      Problem.Invalid.of(
          Teams.HEADER,
          ViolationCode.REQUIRED,
          "Rows of a team need the header "
              + Teams.HEADER
              + " with the id of the team; GET /teams lists those of the caller.");

  private final ApiPlan plan;
  private final Set<String> rowRoles;
  private final Set<String> roles;
  private final ApiView anonymous;
  private final ApiView plain;
  private final Map<HeldRoles, ApiView> byRoles = new ConcurrentHashMap<>();
  // Anyone can make new combinations with scopes of API keys, so these have places of their own.
  private final LeastRecentlyUsedCache<HeldRoles, ApiView> byScopes =
      new LeastRecentlyUsedCache<>();
  private final Map<String, Map<CrudOperation, String>> reasons = new HashMap<>();

  public Authorizer(ApiPlan plan) {
    this.plan = plan;
    this.rowRoles = Set.copyOf(plan.rowRoles());
    this.roles =
        Stream.concat(rowRoles.stream(), plan.fieldRoles().stream())
            .collect(Collectors.toUnmodifiableSet());
    this.anonymous = new ApiView(plan, false, Set.of(), null);
    this.plain = new ApiView(plan, true, Set.of(), null);
    plan.resourcesAndPeople().forEach(r -> reasons.put(r.name(), reasons(r.access())));
  }

  /// The roles that a view depends on.
  ///
  /// @param inTeam the role in the team of the request; null if it is not known
  /// @param scopes of the API key; no limit for a session
  private record HeldRoles(Set<String> roles, @Nullable String inTeam, KeyScopes scopes) {}

  /// The access that a caller was granted.
  ///
  /// @param view the view of the resource, part of `sight`
  /// @param user null for an anonymous caller
  public record GrantedAccess(
      ApiView sight, ResourceView view, RowScope scope, @Nullable UUID user) {

    /// @param related the other resources whose rows a query reads
    /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` if rows of a team are among
    ///     them, and the request names no team: they would be absent, as if there were none
    public void requireTeam(Stream<ResourcePlan> related) {
      if (scope.team() == null && related.anyMatch(ResourcePlan::isOfTeam)) {
        throw TEAM_MISSING.toException();
      }
    }
  }

  /// @throws dev.freehold.problem.ProblemException `UNAUTHORIZED` if signing in may help, else
  ///     `FORBIDDEN`; `VALIDATION_ERROR` if the request must name a team
  public GrantedAccess grant(Caller caller, ResourcePlan resource, CrudOperation operation) {
    ApiView sight = sight(caller);
    ResourceView view = sight.resource(resource);
    Extent extent =
        view.rowExtent(operation)
            .orElseThrow(() -> lacks(caller, resource, operation).toException());
    if (isTeamMissing(caller, resource)) {
      throw TEAM_MISSING.toException();
    }
    UUID user =
        switch (caller) {
          case Caller.Anonymous _ -> null;
          case Caller.User signedIn -> signedIn.id();
        };
    return new GrantedAccess(sight, view, scope(caller, extent, reason(resource, operation)), user);
  }

  private RowScope scope(Caller caller, Extent extent, String reason) {
    return switch (caller) {
      case Caller.Anonymous _ ->
          switch (extent) {
            case Extent.Own _ ->
                throw new IllegalStateException("An anonymous caller owns no rows");
            case Extent.All _ -> new RowScope.AllRows(null, Set.of(), null, reason);
            case Extent.Matching rows ->
                new RowScope.MatchingRows(null, Set.of(), null, rows, reason);
          };
      case Caller.User user -> {
        Set<String> held = among(user.roles(), rowRoles);
        yield switch (extent) {
          case Extent.Own _ -> new RowScope.OwnRows(user.id(), held, user.team());
          case Extent.All _ -> new RowScope.AllRows(user.id(), held, user.team(), reason);
          case Extent.Matching rows ->
              new RowScope.MatchingRows(user.id(), held, user.team(), rows, reason);
        };
      }
    };
  }

  /// The error if the caller may not use the operation on any row; else empty.
  public Optional<Problem> refusal(Caller caller, ResourcePlan resource, CrudOperation operation) {
    return sight(caller).resource(resource).rowExtent(operation).isEmpty()
        ? Optional.of(lacks(caller, resource, operation))
        : isTeamMissing(caller, resource) ? Optional.of(TEAM_MISSING) : Optional.empty();
  }

  /// Whether the request must name a team and does not.
  private static boolean isTeamMissing(Caller caller, ResourcePlan resource) {
    return resource.isOfTeam() && caller instanceof Caller.User user && user.team() == null;
  }

  /// The scope of data that belongs to a user and no resource: the replies stored per idempotency
  /// key.
  public RowScope selfScope(Caller.User user) {
    return new RowScope.OwnRows(user.id(), Set.of(), user.team());
  }

  /// Names all that the caller may read now.
  public String viewFingerprint(Caller caller) {
    return sight(caller).fingerprint();
  }

  /// The error of an API key without the scope to write rows of the resource, for an operation that
  /// changes them by another right than that to write them; else empty.
  public Optional<Problem> writeRefusal(Caller caller, ResourcePlan resource) {
    return caller instanceof Caller.User user && !user.scopes().mayWrite(resource.name())
        ? Optional.of(lacks(caller, resource, CrudOperation.UPDATE))
        : Optional.empty();
  }

  private static Problem lacks(Caller caller, ResourcePlan resource, CrudOperation operation) {
    return switch (caller) {
      case Caller.Anonymous _ -> new Problem.Unauthorized();
      case Caller.User user ->
          ResourceView.isInScope(user.scopes(), resource, operation)
              ? new Problem.Forbidden()
              : new Problem.Forbidden(
                  "The API key does not have the scope "
                      + switch (operation) {
                        case READ -> KeyScopes.toRead(resource.name());
                        case CREATE, UPDATE, DELETE -> KeyScopes.toWrite(resource.name());
                      }
                      + ".");
    };
  }

  /// What a caller may see and do, before a request names its rows.
  public ApiView sight(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous _ -> anonymous;
      case Caller.User user ->
          sight(new HeldRoles(among(user.roles(), roles), user.teamRole(), user.scopes()));
    };
  }

  private ApiView sight(HeldRoles held) {
    if (!held.scopes().equals(KeyScopes.ALL)) {
      return byScopes.get(
          held, by -> new ApiView(plan, true, by.roles(), by.inTeam(), by.scopes()));
    }
    if (held.roles().isEmpty() && held.inTeam() == null) {
      return plain;
    }
    ApiView kept = byRoles.get(held);
    if (kept != null) {
      return kept;
    }
    ApiView made = new ApiView(plan, true, held.roles(), held.inTeam());
    ApiView raced = byRoles.size() < MAX_SIGHTS ? byRoles.putIfAbsent(held, made) : null;
    return raced == null ? made : raced;
  }

  private static Set<String> among(Set<String> held, Set<String> known) {
    if (held.isEmpty() || known.isEmpty()) {
      return Set.of();
    }
    return held.stream().filter(known::contains).collect(Collectors.toUnmodifiableSet());
  }

  private String reason(ResourcePlan resource, CrudOperation operation) {
    return Objects.requireNonNull(
        Objects.requireNonNull(reasons.get(resource.name())).get(operation));
  }

  private static Map<CrudOperation, String> reasons(Access access) {
    Map<CrudOperation, String> reasons = new EnumMap<>(CrudOperation.class);
    for (CrudOperation operation : CrudOperation.values()) {
      reasons.put(
          operation,
          operation.name().toLowerCase(Locale.ROOT) + ": " + Access.text(access.of(operation)));
    }
    return reasons;
  }
}
