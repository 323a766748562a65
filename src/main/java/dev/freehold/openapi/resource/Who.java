package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.Failure;
import dev.freehold.openapi.operation.Security;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who may do an operation.
///
/// @param grants in the words of the spec; none: nobody
record Who(List<Grant> grants) {
  Who {
    grants = List.copyOf(grants);
  }

  static Who of(ResourcePlan resource, Access.Operation operation) {
    return new Who(resource.access().of(operation));
  }

  boolean isAnybody() {
    return !grants.isEmpty();
  }

  boolean isPublic() {
    return grants.contains(new Grant.Public());
  }

  Security security() {
    return isPublic() ? Security.OPTIONAL : Security.REQUIRED;
  }

  /// Whether somebody who is signed in may still be refused.
  boolean isForRolesOnly() {
    return grants.stream().allMatch(g -> g instanceof Grant.Role);
  }

  /// The failures that follow from it.
  Stream<Failure> failures() {
    return isForRolesOnly()
        ? Stream.of(Failure.UNAUTHORIZED, Failure.FORBIDDEN)
        : Stream.of(Failure.UNAUTHORIZED);
  }

  /// A sentence. What the words mean is said once for all operations.
  String sentence() {
    return "Access: `"
        + grants.stream().map(Grant::word).collect(Collectors.joining(" or "))
        + "`.";
  }
}
