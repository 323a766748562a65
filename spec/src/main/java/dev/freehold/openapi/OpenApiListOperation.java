package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.spec.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The list operations of one resource: all rows, and the rows below a parent row.
final class OpenApiListOperation {
  private final DocumentContext shared;
  private final ResourcePlan resource;
  private final DocumentedAccess documentedAccess;

  OpenApiListOperation(DocumentContext shared, ResourcePlan resource) {
    this.shared = shared;
    this.resource = resource;
    this.documentedAccess = DocumentedAccess.of(resource, Access.CrudOperation.READ);
  }

  OpenApiOperation ofCollection() {
    return operation(
        shared.names().listOperationId(resource),
        "List",
        "Returns a page of the rows that the caller may read. "
            + documentedAccess.description()
            + examples(),
        documentedAccess.security(),
        new ListParameters(shared, resource).ofList(),
        Stream.concat(Stream.of(OpenApiErrorResponse.BAD_REQUEST), documentedAccess.failures())
            .toList());
  }

  /// @param relation the to-many relation from `parent` to this resource
  OpenApiOperation ofRelation(ResourcePlan parent, Relation relation) {
    DocumentedAccess parents = DocumentedAccess.of(parent, Access.CrudOperation.READ);
    List<String> parameters = new ArrayList<>();
    parameters.add(new ListParameters(shared, parent).id());
    parameters.addAll(new ListParameters(shared, resource).ofList());
    boolean open = documentedAccess.isPublic() && parents.isPublic();
    return operation(
        shared.names().listOperationId(parent, relation),
        "List for one row of " + parent.name(),
        "Returns a page of the `"
            + resource.name()
            + "` whose `"
            + relation.column()
            + "` is this row; 404 if the caller may not read the row. Accepts every parameter of"
            + " the list of `"
            + resource.name()
            + "`. "
            + documentedAccess.description(),
        open ? SecurityRequirement.OPTIONAL : SecurityRequirement.REQUIRED,
        parameters,
        Stream.concat(
                Stream.of(OpenApiErrorResponse.BAD_REQUEST, OpenApiErrorResponse.NOT_FOUND),
                Stream.concat(documentedAccess.failures(), parents.failures()).distinct())
            .toList());
  }

  private String examples() {
    return " For example: "
        + ListQueryExamples.of(shared.plan(), resource).stream()
            .map(q -> "`?" + q + "`")
            .collect(Collectors.joining(", "))
        + ".";
  }

  private OpenApiOperation operation(
      String id,
      String summary,
      String description,
      SecurityRequirement security,
      List<String> parameters,
      List<OpenApiErrorResponse> failures) {
    JsonContent page =
        new JsonContent(
            shared.names().schemaName(resource, ResourceSchemaKind.LIST_RESPONSE),
            new ResourceExamples(resource).page());
    return new OpenApiOperation(
            id,
            shared.names().tag(resource),
            summary,
            description,
            security,
            parameters,
            null,
            List.of(new SuccessResponse(200, "A page of rows.", List.of(OpenApiHeader.LINK), page)),
            failures)
        .grantedTo(documentedAccess);
  }
}
