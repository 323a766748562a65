package dev.freehold.openapi;

import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The access rule of one operation, as the document describes it.
///
/// @param grants in the words of the spec; none: nobody
record DocumentedAccess(List<Grant> grants) {
  DocumentedAccess {
    grants = List.copyOf(grants);
  }

  static DocumentedAccess of(ResourcePlan resource, Access.CrudOperation operation) {
    return new DocumentedAccess(resource.access().of(operation));
  }

  boolean isGranted() {
    return !grants.isEmpty();
  }

  boolean isPublic() {
    return grants.contains(new Grant.Public());
  }

  SecurityRequirement security() {
    return isPublic() ? SecurityRequirement.OPTIONAL : SecurityRequirement.REQUIRED;
  }

  /// Whether somebody who is signed in may still be refused.
  boolean requiresRole() {
    return grants.stream().allMatch(g -> g instanceof Grant.Role);
  }

  /// The failures that follow from it.
  Stream<OpenApiErrorResponse> failures() {
    return requiresRole()
        ? Stream.of(OpenApiErrorResponse.UNAUTHORIZED, OpenApiErrorResponse.FORBIDDEN)
        : Stream.of(OpenApiErrorResponse.UNAUTHORIZED);
  }

  /// A sentence. What the words mean is said once for all operations.
  String description() {
    return "Access: `"
        + grants.stream().map(Grant::keyword).collect(Collectors.joining(" or "))
        + "`.";
  }
}
