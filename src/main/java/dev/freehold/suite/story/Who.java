package dev.freehold.suite.story;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Access.Operation;
import java.util.List;

/// Somebody in a case, and what the words of a spec give them.
///
/// @param name in the case; empty for nobody
/// @param words for the name of a case: `as another user`
public record Who(String name, String words, List<String> roles) {
  public static final Who NOBODY = new Who("", "as nobody", List.of());
  public static final Who OTHER = new Who("other", "as another user", List.of());

  public Who {
    roles = List.copyOf(roles);
  }

  static Who owner(List<String> roles) {
    return new Who("owner", "as the owner", roles);
  }

  static Who with(String role) {
    return new Who("a_" + role, "with the role " + role, List.of(role));
  }

  public boolean signedIn() {
    return !name.isEmpty();
  }

  public boolean isOwner() {
    return name.equals("owner");
  }

  /// Whether the operation is granted for everybody's rows.
  public boolean all(ResourcePlan resource, Operation operation) {
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
  public boolean any(ResourcePlan resource, Operation operation) {
    boolean own =
        resource.access().of(operation).stream().anyMatch(grant -> grant instanceof Grant.Owner);
    return all(resource, operation) || (signedIn() && own);
  }

  /// What must come of it.
  ///
  /// @param mine whether the row is this person's; of a row that is yet to be made it is
  public Verdict verdict(ResourcePlan resource, Operation operation, boolean mine) {
    if (resource.access().of(operation).isEmpty()) {
      return Verdict.NO_ROUTE;
    }
    if (!any(resource, operation)) {
      return signedIn() ? Verdict.FORBIDDEN : Verdict.UNKNOWN;
    }
    return mine || all(resource, operation) ? Verdict.DONE : Verdict.HIDDEN;
  }

  public boolean reads(Column column) {
    return holds(column.readers());
  }

  public List<Column> reads(ResourcePlan resource) {
    return resource.read().stream().filter(this::reads).toList();
  }

  public boolean reads(ResourcePlan resource, String field) {
    return reads(resource).stream().anyMatch(c -> c.name().equals(field));
  }

  public List<WriteField> creates(ResourcePlan resource) {
    return resource.create().stream().filter(f -> holds(f.column().writers())).toList();
  }

  public List<WriteField> updates(ResourcePlan resource) {
    return resource.update().stream().filter(f -> holds(f.column().writers())).toList();
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
}
