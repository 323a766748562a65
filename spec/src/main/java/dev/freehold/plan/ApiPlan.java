package dev.freehold.plan;

import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.spec.Teams;
import dev.freehold.type.KeyScopes;
import dev.freehold.type.PageTheme;
import dev.freehold.type.TotpRule;
import dev.freehold.type.Verification;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The compiled backend: all decisions made before the server starts. A pure function of the spec;
/// `ddl`, `sql`, `input` and `openapi` only render it.
///
/// @param people the profiles of accounts, which have a table and no routes; null for none
/// @param teams null if no row belongs to a team
/// @param base the path that every route of the API starts with, `/api/v1`
/// @param description empty if the spec has none
/// @param info the license and the contact
public record ApiPlan(
    String name,
    String version,
    String description,
    Spec.ApiInfo info,
    String base,
    Auth auth,
    List<ResourcePlan> resources,
    @Nullable ResourcePlan people,
    @Nullable Teams teams) {

  public ApiPlan {
    resources = List.copyOf(resources);
  }

  /// The same API in which a password is enough, for tests, in which nobody reads mail or has a second factor.
  public ApiPlan withPasswordsAlone() {
    return with(
        new Auth(
            auth.signup,
            auth.passwordMinLength,
            auth.passwordMaxLength,
            Verification.NONE,
            auth.roles,
            auth.cookies,
            auth.issuers,
            auth.signupRate,
            auth.providers,
            auth.pages,
            TotpRule.NONE,
            false));
  }

  /// The same backend with accounts of its own alone, which needs no secret, keys or provider of others.
  public ApiPlan withoutIssuers() {
    return with(
        new Auth(
            auth.signup,
            auth.passwordMinLength,
            auth.passwordMaxLength,
            auth.verification,
            auth.roles,
            auth.cookies,
            List.of(),
            auth.signupRate,
            Spec.Providers.NONE,
            auth.pages,
            auth.totp,
            auth.passkeys));
  }

  private ApiPlan with(Auth other) {
    return new ApiPlan(name, version, description, info, base, other, resources, people, teams);
  }

  /// The resources and, if there are any, the profiles: everything that has a table.
  public List<ResourcePlan> resourcesAndPeople() {
    return Stream.concat(resources.stream(), Stream.ofNullable(people)).toList();
  }

  /// The scopes that an API key may have. Profiles are changed with the account alone, so they are only
  /// read.
  public List<String> keyScopes() {
    return KeyScopes.names(
        resources.stream().map(ResourcePlan::name).toList(),
        people == null ? List.of() : List.of(people.name()));
  }

  /// Whether an array creates several rows of a resource. Teams and invitations are created one by one.
  public boolean createsMany(ResourcePlan resource) {
    return teams == null
        || !(resource.name().equals(Teams.TEAMS) || resource.name().equals(Teams.TEAM_INVITATIONS));
  }

  /// @param name of a resource, or [ResourcePlan#PEOPLE]
  /// @throws java.util.NoSuchElementException if no resource has the name
  public ResourcePlan resource(String name) {
    return resourcesAndPeople().stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Whether a query of the rows can go to rows of a team: it includes, counts or compares them.
  public boolean leadsToTeams(ResourcePlan resource) {
    Set<String> seen = new HashSet<>();
    Deque<ResourcePlan> open = new ArrayDeque<>(List.of(resource));
    while (!open.isEmpty()) {
      ResourcePlan next = open.pop();
      if (next.isOfTeam()) {
        return true;
      }
      for (ResourcePlan.Relation relation : next.relations()) {
        ResourcePlan target = resource(relation.target());
        if (target.isOfTeam()) {
          return true;
        }
        if (!relation.kind().isReverse() && seen.add(target.name())) {
          open.push(target);
        }
      }
    }
    return false;
  }

  /// The roles that grant access to rows of any resource, a move of a value, or a write of a field that
  /// depends on the row, in order.
  public SortedSet<String> rowRoles() {
    Stream<Access.Grant> access =
        resources.stream()
            .map(ResourcePlan::access)
            .flatMap(
                a -> Arrays.stream(Access.CrudOperation.values()).flatMap(o -> a.of(o).stream()));
    Stream<Access.Grant> moves =
        resources.stream()
            .flatMap(r -> r.table().columns().stream())
            .flatMap(c -> c.moves().stream())
            .flatMap(m -> m.grants().stream());
    Stream<Access.Grant> writers =
        resources.stream()
            .flatMap(r -> r.table().columns().stream())
            .filter(ColumnPlan::isWrittenByRow)
            .flatMap(c -> c.writers().stream());
    return Stream.of(access, moves, writers)
        .flatMap(grants -> grants)
        .flatMap(ApiPlan::role)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> role(Access.Grant grant) {
    return caller(grant) instanceof Access.Grant.Role(String name) ? Stream.of(name) : Stream.of();
  }

  private static Access.Grant caller(Access.Grant grant) {
    return grant.subject() instanceof Access.Grant.Through through
        ? through.caller()
        : grant.subject();
  }

  /// The roles that grant access to fields of any resource, in order.
  public SortedSet<String> fieldRoles() {
    return resources.stream()
        .flatMap(r -> r.table().columns().stream())
        .flatMap(
            c -> Stream.concat(c.readers().stream(), c.writers().stream()).flatMap(ApiPlan::role))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Whether the fields that a caller may read depend on the caller's role in the team of the request.
  public boolean isReadByTeamRole() {
    return resources.stream()
        .flatMap(r -> r.table().columns().stream())
        .flatMap(c -> c.readers().stream())
        .anyMatch(
            grant ->
                caller(grant) instanceof Access.Grant.Member member && !member.roles().isEmpty());
  }

  /// @param signup who may create an account
  /// @param passwordMaxLength in characters
  /// @param verification what an account may do before its address is verified
  /// @param roles the roles of users, in the order of the spec; if empty, the API has no roles
  /// @param cookies whether a browser may keep its tokens in cookies
  /// @param issuers external issuers whose tokens are accepted too
  /// @param providers of sign-in
  /// @param pages the look of the pages of accounts; null if this server has none
  /// @param totp whether accounts have a second factor
  /// @param passkeys whether people may sign in with passkeys
  public record Auth(
      Spec.Signup signup,
      int passwordMinLength,
      int passwordMaxLength,
      Verification verification,
      List<String> roles,
      boolean cookies,
      List<Issuer> issuers,
      Spec.SignupRate signupRate,
      Spec.Providers providers,
      @Nullable PageTheme pages,
      TotpRule totp,
      boolean passkeys) {
    public Auth {
      roles = List.copyOf(roles);
      issuers = List.copyOf(issuers);
    }

    /// Whether there is a route to sign up.
    public boolean hasSignup() {
      return signup != Spec.Signup.CLOSED;
    }

    public boolean isInvited() {
      return signup == Spec.Signup.INVITED;
    }

    /// Whose people the identities of a name are: the `iss` of each issuer and provider by its name; empty for
    /// an issuer whose tokens have none.
    public Map<String, String> identityIssuers() {
      Map<String, String> all = new TreeMap<>();
      issuers.forEach(each -> all.put(each.name(), Objects.requireNonNullElse(each.issuer(), "")));
      providers.list().forEach(each -> all.put(each.name(), each.issuer()));
      return all;
    }
  }
}
