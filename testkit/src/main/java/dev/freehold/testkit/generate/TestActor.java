package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import java.util.List;

/// A caller of a test case, with the access that the spec grants.
///
/// @param name in the case; empty for nobody
/// @param description for the name of a case: `as another user`
record TestActor(String name, String description, List<String> roles) {
  public static final TestActor NOBODY = new TestActor("", "as nobody", List.of());
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

  /// Whether the operation is granted for everybody's rows.
  public boolean mayAccessAnyRow(ResourcePlan resource, CrudOperation operation) {
    return resource.access().of(operation).stream()
        .anyMatch(
            grant ->
                switch (grant) {
                  case Grant.Public _ -> true;
                  case Grant.User _ -> signedIn();
                  case Grant.Role(String role) -> signedIn() && roles.contains(role);
                  case Grant.Owner _ -> false;
                });
  }

  /// Whether it is granted for some rows at least, one's own.
  public boolean mayAccessSomeRow(ResourcePlan resource, CrudOperation operation) {
    boolean own =
        resource.access().of(operation).stream().anyMatch(grant -> grant instanceof Grant.Owner);
    return mayAccessAnyRow(resource, operation) || (signedIn() && own);
  }

  /// What must come of it.
  ///
  /// @param mine whether the row is this person's; of a row that is yet to be made it is
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

  public List<WriteField> creates(ResourcePlan resource) {
    return resource.createFields().stream().filter(f -> holds(f.column().writers())).toList();
  }

  public List<WriteField> updates(ResourcePlan resource) {
    return resource.updateFields().stream().filter(f -> holds(f.column().writers())).toList();
  }

  public boolean creates(ResourcePlan resource, String field) {
    return creates(resource).stream().anyMatch(f -> f.column().name().equals(field));
  }

  public boolean updates(ResourcePlan resource, String field) {
    return updates(resource).stream().anyMatch(f -> f.column().name().equals(field));
  }

  private boolean holds(List<String> some) {
    return some.isEmpty() || some.stream().anyMatch(roles::contains);
  }

  /// What must come of an operation, by who does it to whose row.
  public enum ExpectedAccess {
    ALLOWED(0, ""),
    /// Nobody may.
    METHOD_NOT_ALLOWED(405, "METHOD_NOT_ALLOWED"),
    /// Not signed in, which would be needed.
    UNAUTHENTICATED(401, "UNAUTHORIZED"),
    FORBIDDEN(403, "FORBIDDEN"),
    /// Not this row: as if it were not there.
    NOT_FOUND(404, "NOT_FOUND");

    private final int status;
    private final String code;

    ExpectedAccess(int status, String code) {
      this.status = status;
      this.code = code;
    }

    /// Of the refusal.
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
