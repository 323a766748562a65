package dev.freehold.openapi;

import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import java.util.List;
import java.util.stream.Stream;

/// The access rule of one operation in the document.
///
/// @param grants the grants of the spec; empty for nobody
/// @param judgesNewRow whether a caller with a grant may be refused because of the row that the
///   operation would make
/// @param isPublic whether an anonymous caller may use the operation
record DocumentedAccess(List<Grant> grants, boolean judgesNewRow, boolean isPublic) {
  DocumentedAccess {
    grants = List.copyOf(grants);
  }

  static DocumentedAccess of(ResourcePlan resource, Access.CrudOperation operation) {
    List<Grant> grants = resource.access().of(operation);
    boolean writes =
        operation == Access.CrudOperation.CREATE || operation == Access.CrudOperation.UPDATE;
    return new DocumentedAccess(
        grants,
        writes && grants.stream().anyMatch(Grant::dependsOnRow),
        operation == Access.CrudOperation.READ && resource.anonymousReads());
  }

  boolean isGranted() {
    return !grants.isEmpty();
  }

  SecurityRequirement security() {
    return isPublic() ? SecurityRequirement.OPTIONAL : SecurityRequirement.REQUIRED;
  }

  /// Whether a signed-in user may get 403.
  boolean mayForbid() {
    return requiresRole() || judgesNewRow;
  }

  /// Whether no signed-in user without a role may use the operation.
  boolean requiresRole() {
    return grants.stream().allMatch(g -> g.subject() instanceof Grant.Role);
  }

  /// The error responses of the access rule.
  Stream<OpenApiErrorResponse> failures() {
    return mayForbid()
        ? Stream.of(OpenApiErrorResponse.UNAUTHORIZED, OpenApiErrorResponse.FORBIDDEN)
        : Stream.of(OpenApiErrorResponse.UNAUTHORIZED);
  }

  /// A sentence that names the grants. The document explains the grants once.
  String description() {
    return "Access: `" + Access.text(grants).replace('`', '\'') + "`.";
  }
}
