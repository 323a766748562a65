package dev.freehold.query;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.PersonColumn;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.query.RowScope.Extent.TeamMembership;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.type.KeyScopes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One resource as one kind of caller sees it: the readable and the writable columns, and the
/// extent of rows for each operation. All names in a query are resolved here and nowhere else (K1).
/// Compared by identity: there is one for each resource and [ApiView].
public final class ResourceView {
  private final ResourcePlan plan;
  private final List<ColumnPlan> readColumns;
  private final Map<String, ColumnPlan> byName;
  private final Map<String, Extent> readRows = new HashMap<>();
  private final List<WriteField> createFields;
  private final List<WriteField> updateFields;
  private final Map<CrudOperation, Extent> rowExtent = new EnumMap<>(CrudOperation.class);
  private final GrantResolver grants;
  private final KeyScopes scopes;

  /// @param teamRole of the caller in the team that the request names; null if it is not known
  /// @param scopes of the credentials. They limit what a request may name, and not the rows through
  ///     which its person has access to others
  ResourceView(
      ApiPlan api,
      ResourcePlan plan,
      boolean signedIn,
      Set<String> roles,
      @Nullable String teamRole,
      KeyScopes scopes) {
    this.plan = plan;
    this.scopes = scopes;
    this.grants = new GrantResolver(api, signedIn, Set.copyOf(roles), teamRole);
    for (ColumnPlan column : plan.readColumns()) {
      grants.read(plan, column).ifPresent(rows -> readRows.put(column.name(), rows));
    }
    this.readColumns =
        plan.readColumns().stream().filter(c -> readRows.containsKey(c.name())).toList();
    this.byName =
        readColumns.stream().collect(Collectors.toMap(ColumnPlan::name, Function.identity()));
    this.createFields = writable(plan.createFields(), CrudOperation.CREATE);
    this.updateFields = writable(plan.updateFields(), CrudOperation.UPDATE);
    for (CrudOperation operation : CrudOperation.values()) {
      if (!isInScope(scopes, plan, operation)) {
        continue;
      }
      grants
          .extent(plan, operation)
          .or(() -> grants.inAnyRole().extent(plan, operation).map(_ -> Extent.NONE))
          .ifPresent(r -> rowExtent.put(operation, r));
    }
  }

  private List<WriteField> writable(List<WriteField> fields, CrudOperation operation) {
    return fields.stream()
        .filter(f -> grants(operation).written(plan, f.column(), operation).isPresent())
        .toList();
  }

  /// The grants to the fields of rows. A role in a team that reaches no row is told so, and not which
  /// fields it may not write.
  private GrantResolver grants(CrudOperation operation) {
    return grants.extent(plan, operation).isPresent() ? grants : grants.inAnyRole();
  }

  public ResourcePlan plan() {
    return plan;
  }

  /// The read set: the columns of a response, in order. A column is null in the rows in which the caller
  /// may not read it.
  public List<ColumnPlan> readColumns() {
    return readColumns;
  }

  /// The rows in which the caller may read a column, of those that the caller may read.
  ///
  /// @param column of the read set
  public Extent readRows(ColumnPlan column) {
    return Objects.requireNonNull(readRows.get(column.name()), column.name());
  }

  /// Whether the view shows every field of the table in every row: none is hidden or readable by other
  /// callers only.
  public boolean showsEveryField() {
    return queryColumns().containsAll(plan.readColumns())
        && plan.table().columns().stream()
            .filter(c -> c.role() == ColumnPlan.Role.FIELD)
            .allMatch(plan.readColumns()::contains);
  }

  /// A column of the read set. Empty for a column that does not exist and for one that the caller may not
  /// read. A caller cannot tell the two apart.
  public Optional<ColumnPlan> column(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// A column that a query may name: the caller may read it in every row that the caller may read, so no
  /// filter, order or figure tells its value in another row. Empty for any other column, as for one that
  /// does not exist.
  public Optional<ColumnPlan> queryColumn(String name) {
    return column(name).filter(this::isQueried);
  }

  /// The columns that a query may name.
  public List<ColumnPlan> queryColumns() {
    return readColumns.stream().filter(this::isQueried).toList();
  }

  private boolean isQueried(ColumnPlan column) {
    return readRows.get(column.name()) instanceof Extent.All;
  }

  /// The write set of POST: the fields that the caller may write in some new row.
  public List<WriteField> createFields() {
    return createFields;
  }

  /// The write set of PUT and PATCH: the fields that the caller may write in some row.
  public List<WriteField> updateFields() {
    return updateFields;
  }

  /// The rows in which the caller may write a field: stored rows for an update, and new rows, which
  /// are the caller's own, for a create.
  ///
  /// @param column of the write set of the operation
  public Extent writtenRows(ColumnPlan column, CrudOperation operation) {
    return grants(operation).written(plan, column, operation).orElseThrow();
  }

  /// The rows that the caller may reach; empty if the caller may not perform the operation at all. A
  /// member of a team whose role has no grant for it reaches no row.
  public Optional<Extent> rowExtent(CrudOperation operation) {
    return Optional.ofNullable(rowExtent.get(operation));
  }

  /// The rows of another resource that the same caller may reach, and so refer to.
  public Optional<Extent> rowExtentOf(ResourcePlan other, CrudOperation operation) {
    return isInScope(scopes, other, operation) ? grants.extent(other, operation) : Optional.empty();
  }

  /// Whether the view is one of an API key with limited scopes.
  public boolean isOfScopes() {
    return !scopes.equals(KeyScopes.ALL);
  }

  /// Whether the credentials of the caller have no scope for the rows of a resource, whatever the caller
  /// may read.
  public boolean isOutOfScope(String resource) {
    return !scopes.mayRead(resource);
  }

  /// Whether the scopes of an API key have the operation.
  public static boolean isInScope(
      KeyScopes scopes, ResourcePlan resource, CrudOperation operation) {
    return switch (operation) {
      case READ -> scopes.mayRead(resource.name());
      case CREATE, UPDATE, DELETE -> scopes.mayWrite(resource.name());
    };
  }

  /// The moves of a column that the caller may make.
  public List<AllowedMove> moves(ColumnPlan column) {
    return column.moves().stream()
        .flatMap(
            move ->
                grants.stored(plan, move.grants()).stream()
                    .map(rows -> new AllowedMove(move.from(), move.to(), rows)))
        .toList();
  }

  /// A change of a value that a kind of caller may make.
  ///
  /// @param from null for no value
  /// @param to null for no value
  /// @param rows the stored rows in which the caller may make it
  public record AllowedMove(@Nullable String from, @Nullable String to, Extent rows) {}

  /// Resolves the grants of an `access` for one kind of caller.
  ///
  /// @param roles of the caller
  /// @param teamRole of the caller in the team that the request names; null if it is not known. Each
  ///   statement then asks for this role, so that no caller reads by a role that was lost since
  record GrantResolver(
      ApiPlan api, boolean signedIn, Set<String> roles, @Nullable String teamRole) {

    /// The grants of a caller whose role in the team is not known.
    GrantResolver inAnyRole() {
      return new GrantResolver(api, signedIn, roles, null);
    }

    /// The rows in which the caller may read a column, of those that the caller may read; empty if there
    /// can be none.
    Optional<Extent> read(ResourcePlan plan, ColumnPlan column) {
      if (column.readers().isEmpty()) {
        return Optional.of(Extent.ALL);
      }
      List<Grant> rows = plan.access().read().stream().filter(this::applies).toList();
      List<Grant> readers = column.readers().stream().filter(this::applies).toList();
      boolean always =
          readers.stream().anyMatch(this::isForEveryRow)
              || (!readers.isEmpty()
                  && rows.stream().allMatch(row -> readers.stream().anyMatch(r -> r.covers(row))));
      return always ? Optional.of(Extent.ALL) : stored(plan, readers);
    }

    /// Whether the grant is for every row that this caller may read by another one.
    private boolean isForEveryRow(Grant grant) {
      return switch (grant) {
        case Grant.Public _, Grant.User _, Grant.Role _ -> true;
        case Grant.Member member ->
            member.named() && (member.roles().isEmpty() || teamRole != null);
        case Grant.Owner _, Grant.Person _, Grant.Through _, Grant.Where _ -> false;
      };
    }

    /// The rows of all grants that apply, together. A new row is the caller's own, if rows have an
    /// owner.
    Optional<Extent> extent(ResourcePlan plan, CrudOperation operation) {
      if (!signedIn && operation != CrudOperation.READ) {
        return Optional.empty();
      }
      PersonColumn owner = owner(plan);
      return extent(
          plan,
          plan.access().of(operation),
          operation == CrudOperation.CREATE ? _ -> owner : grant -> person(grant, owner),
          owner);
    }

    /// The rows in which the caller may write a field; empty if there can be none. A new row is the
    /// caller's own, so `owner` adds no condition.
    Optional<Extent> written(ResourcePlan plan, ColumnPlan column, CrudOperation operation) {
      if (column.writers().isEmpty()) {
        return Optional.of(Extent.ALL);
      }
      return operation == CrudOperation.CREATE
          ? extent(
              plan,
              column.writers().stream().filter(grant -> !grant.needsReferringRow()).toList(),
              grant -> person(grant, null),
              owner(plan))
          : stored(plan, column.writers());
    }

    /// The stored rows of all grants that apply, together.
    Optional<Extent> stored(ResourcePlan plan, List<Grant> granted) {
      PersonColumn owner = owner(plan);
      return extent(plan, granted, grant -> person(grant, owner), owner);
    }

    /// @param person the column that must hold the caller's id, by the grant; null for none
    private Optional<Extent> extent(
        ResourcePlan plan,
        List<Grant> granted,
        Function<Grant, @Nullable PersonColumn> person,
        @Nullable PersonColumn owner) {
      Set<Extent.Branch> branches =
          granted.stream()
              .filter(this::applies)
              .flatMap(grant -> branch(plan, grant, person.apply(grant.subject())).stream())
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (branches.isEmpty()) {
        return Optional.empty();
      }
      if (branches.contains(new Extent.Branch(null, null))) {
        return Optional.of(Extent.ALL);
      }
      branches.removeIf(
          branch -> branch.condition() != null && branches.contains(branch.withoutCondition()));
      return Optional.of(
          branches.equals(Set.of(new Extent.Branch(owner, null)))
              ? Extent.OWN
              : new Extent.Matching(List.copyOf(branches)));
    }

    /// The owner column; null if rows belong to nobody.
    private static @Nullable PersonColumn owner(ResourcePlan plan) {
      return plan.table().owner().map(c -> PersonColumn.ofOne(c.name())).orElse(null);
    }

    /// The column with the person to whom the grant gives access; null if it does so to everyone.
    ///
    /// @param owner the owner column; null if rows belong to nobody
    private static @Nullable PersonColumn person(Grant subject, @Nullable PersonColumn owner) {
      return switch (subject) {
        case Grant.Owner _ -> owner;
        case Grant.Person(_, String column, boolean many) -> new PersonColumn(column, many);
        case Grant.User _, Grant.Public _, Grant.Role _, Grant.Member _ -> null;
        case Grant.Through through -> person(through.caller(), owner);
        case Grant.Where where -> person(where.subject(), owner);
      };
    }

    /// Empty if the caller can read no row on the path.
    private Optional<Extent.Branch> branch(
        ResourcePlan plan, Grant grant, @Nullable PersonColumn person) {
      Grant subject = grant.subject();
      TeamMembership team = membership(plan, subject);
      if (team != null && !signedIn) {
        return Optional.empty();
      }
      if (!(subject instanceof Grant.Through through)) {
        return Optional.of(new Extent.Branch(person, List.of(), null, grant.condition(), team));
      }
      List<Extent.RelatedRow> path = new ArrayList<>();
      for (Grant.Hop hop : through.path()) {
        ResourcePlan target = api.resource(hop.target());
        Optional<Extent> readable = extent(target, CrudOperation.READ);
        if (readable.isEmpty()) {
          return Optional.empty();
        }
        path.add(
            new Extent.RelatedRow(hop.relation(), hop.column(), target, hop.key(), readable.get()));
      }
      Grant pathPerson = through.person();
      PersonColumn targetOwner = owner(path.getLast().target());
      return Optional.of(
          new Extent.Branch(
              person,
              path,
              pathPerson == null ? null : person(pathPerson, targetOwner),
              grant.condition(),
              team));
    }

    /// Rows of a team are for its members, whatever else a grant asks for.
    private @Nullable TeamMembership membership(ResourcePlan plan, Grant subject) {
      Grant caller = subject instanceof Grant.Through through ? through.caller() : subject;
      List<String> known = teamRole == null ? List.of() : List.of(teamRole);
      return caller instanceof Grant.Member(List<String> held, String column, boolean named)
          ? new TeamMembership(column, named && teamRole != null ? known : held, named)
          : plan.table()
              .team()
              .map(team -> new TeamMembership(team.name(), known, true))
              .orElse(null);
    }

    private boolean applies(Grant grant) {
      return switch (grant) {
        case Grant.Public _ -> true;
        case Grant.User _, Grant.Owner _, Grant.Person _ -> signedIn;
        case Grant.Member(List<String> held, _, boolean named) ->
            signedIn && (!named || teamRole == null || held.isEmpty() || held.contains(teamRole));
        case Grant.Role(String name) -> signedIn && roles.contains(name);
        case Grant.Through through ->
            applies(through.caller()) && (through.person() == null || signedIn);
        case Grant.Where where -> applies(where.subject());
      };
    }
  }
}
