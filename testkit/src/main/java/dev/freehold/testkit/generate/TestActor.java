package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import java.util.List;

/// A caller of a test case, with the access that the spec grants.
///
/// @param name the name in the case; empty for an anonymous client
/// @param description part of the name of a case: `as another user`
record TestActor(String name, String description, List<String> roles) {
  public static final TestActor ANONYMOUS = new TestActor("", "as an anonymous client", List.of());
  public static final TestActor OTHER = new TestActor("other", "as another user", List.of());

  public TestActor {
    roles = List.copyOf(roles);
  }

  static TestActor owner(List<String> roles) {
    return new TestActor("owner", "as the owner", roles);
  }

  static TestActor with(String role) {
    return new TestActor("a_" + role, "with the role " + role, List.of(role));
  }

  public boolean signedIn() {
    return !name.isEmpty();
  }

  public boolean isOwner() {
    return name.equals("owner");
  }

  /// Whether the operation is granted for the rows of all users.
  public boolean mayAccessAnyRow(ResourcePlan resource, CrudOperation operation) {
    return resource.access().of(operation).stream()
        .anyMatch(
            grant ->
                switch (grant) {
                  case Grant.Public _ -> true;
                  case Grant.User _ -> signedIn();
                  case Grant.Role(String role) -> signedIn() && roles.contains(role);
                  case Grant.Owner _,
                      Grant.Person _,
                      Grant.Member _,
                      Grant.Through _,
                      Grant.Where _ ->
                      false;
                });
  }

  /// Whether the operation is granted for at least the actor's own rows.
  public boolean mayAccessSomeRow(ResourcePlan resource, CrudOperation operation) {
    boolean own =
        resource.access().of(operation).stream().anyMatch(grant -> grant instanceof Grant.Owner);
    return mayAccessAnyRow(resource, operation) || (signedIn() && own);
  }

  /// The expected result of the operation.
  ///
  /// @param mine whether the row belongs to the actor; true for a create
  public ExpectedAccess expectedAccess(
      ResourcePlan resource, CrudOperation operation, boolean mine) {
    if (resource.access().of(operation).isEmpty()) {
      return ExpectedAccess.METHOD_NOT_ALLOWED;
    }
    if (!mayAccessSomeRow(resource, operation)) {
      return signedIn() ? ExpectedAccess.FORBIDDEN : ExpectedAccess.UNAUTHENTICATED;
    }
    return mine || mayAccessAnyRow(resource, operation)
        ? ExpectedAccess.ALLOWED
        : ExpectedAccess.NOT_FOUND;
  }

  public boolean reads(ColumnPlan column) {
    return holds(column.readers());
  }

  public List<ColumnPlan> reads(ResourcePlan resource) {
    return resource.readColumns().stream().filter(this::reads).toList();
  }

  public boolean reads(ResourcePlan resource, String field) {
    return reads(resource).stream().anyMatch(c -> c.name().equals(field));
  }

  public boolean writes(ColumnPlan column) {
    return holds(column.writers());
  }

  /// The fields of a new row to which the actor may give any value. A field with moves has one.
  public List<WriteField> creates(ResourcePlan resource) {
    return free(resource.createFields());
  }

  /// The fields that the actor may change from any value to any other.
  public List<WriteField> updates(ResourcePlan resource) {
    return free(resource.updateFields());
  }

  private List<WriteField> free(List<WriteField> fields) {
    return fields.stream().filter(f -> writes(f.column()) && !f.column().hasMoves()).toList();
  }

  public boolean creates(ResourcePlan resource, String field) {
    return creates(resource).stream().anyMatch(f -> f.column().name().equals(field));
  }

  public boolean updates(ResourcePlan resource, String field) {
    return updates(resource).stream().anyMatch(f -> f.column().name().equals(field));
  }

  private boolean holds(List<Grant> some) {
    return some.isEmpty()
        || some.stream()
            .anyMatch(grant -> grant instanceof Grant.Role(String role) && roles.contains(role));
  }

  /// The expected result of an operation, by actor and owner of the row.
  public enum ExpectedAccess {
    ALLOWED(0, ""),
    /// The operation is granted to no one.
    METHOD_NOT_ALLOWED(405, "METHOD_NOT_ALLOWED"),
    /// The operation requires a signed-in user.
    UNAUTHENTICATED(401, "UNAUTHORIZED"),
    FORBIDDEN(403, "FORBIDDEN"),
    /// No access to this row, which looks like a missing row.
    NOT_FOUND(404, "NOT_FOUND");

    private final int status;
    private final String code;

    ExpectedAccess(int status, String code) {
      this.status = status;
      this.code = code;
    }

    /// The status of the error response.
    public int status() {
      return status;
    }

    public String code() {
      return code;
    }

    public boolean isAllowed() {
      return this == ALLOWED;
    }
  }
}
