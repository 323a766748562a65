package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// The path item of an array of a resource's rows: create several, and update each by its id. The
/// path of the collection takes the same arrays; a path of their own gives each operation one type of
/// body and one type of response.
final class BulkPathItem {
  private final DocumentContext shared;
  private final ComponentNames names;
  private final ResourcePlan resource;
  private final ResourceExamples examples;
  private final WriteParameters call;

  BulkPathItem(DocumentContext shared, ResourcePlan resource) {
    this.shared = shared;
    this.names = shared.names();
    this.resource = resource;
    this.examples = new ResourceExamples(resource);
    this.call = new WriteParameters(shared.parameters());
  }

  /// Writes the path item, unless it has no operation.
  void write(JsonObjectWriter paths, String path) throws IOException {
    DocumentedAccess creators = DocumentedAccess.of(resource, Access.CrudOperation.CREATE);
    DocumentedAccess updaters = DocumentedAccess.of(resource, Access.CrudOperation.UPDATE);
    boolean creates = creators.isGranted() && shared.plan().createsMany(resource);
    if (!creates && !updaters.isGranted()) {
      return;
    }
    paths.object(
        path,
        item -> {
          if (creates) {
            create(creators).inTeam(shared, resource).write(item, "post");
          }
          if (updaters.isGranted()) {
            update(updaters).inTeam(shared, resource).write(item, "patch");
          }
        });
  }

  private OpenApiOperation create(DocumentedAccess documentedAccess) {
    return new OpenApiOperation(
        "createMany" + ComponentNames.pascal(resource.name()),
        names.tag(resource),
        "Create several",
        "Creates up to "
            + DocumentedLimits.ROWS_OF_A_BODY
            + " rows: all of them, or none. Errors name the row: `[3].title`. "
            + documentedAccess.description(),
        documentedAccess.security(),
        call.ofWrite(),
        new JsonContent(
            names.schemaName(resource, ResourceSchemaKind.CREATE_MANY), examples.createManyBody()),
        List.of(
            new SuccessResponse(
                201,
                "The new rows in the order of the array.",
                List.of(OpenApiHeader.PREFERENCE_APPLIED, OpenApiHeader.REPLAYED),
                rows()),
            new SuccessResponse(
                200,
                "With `dry_run`: the rows that would be created.",
                List.of(OpenApiHeader.DRY_RUN),
                rows()),
            CollectionPathItem.checked(List.of(OpenApiHeader.DRY_RUN))),
        CollectionPathItem.failures(
            documentedAccess,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE));
  }

  private OpenApiOperation update(DocumentedAccess documentedAccess) {
    return new OpenApiOperation(
        "updateMany" + ComponentNames.pascal(resource.name()),
        names.tag(resource),
        "Update several",
        "Changes each row that an element names by its `id`: all of them, or none. Errors name the"
            + " row: `[3].title`. "
            + documentedAccess.description(),
        documentedAccess.security(),
        call.ofWrite(),
        new JsonContent(
            names.schemaName(resource, ResourceSchemaKind.UPDATE_MANY), examples.updateManyBody()),
        CollectionPathItem.changed(rows(), "The updated rows in the order of the array."),
        Stream.concat(
                CollectionPathItem.failures(
                    documentedAccess,
                    OpenApiErrorResponse.BAD_BODY,
                    OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE)
                    .stream(),
                Stream.of(OpenApiErrorResponse.NOT_FOUND))
            .toList());
  }

  private JsonContent rows() {
    return new JsonContent(
        names.schemaName(resource, ResourceSchemaKind.ROWS_RESPONSE), examples.several());
  }
}
