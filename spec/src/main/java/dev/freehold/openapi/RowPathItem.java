package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The path item of one row: read, update, delete.
final class RowPathItem {
  private final ComponentNames names;
  private final ResourcePlan resource;
  private final ResourceExamples examples;
  private final ListParameters query;
  private final WriteParameters call;
  private final DocumentContext shared;

  RowPathItem(DocumentContext shared, ResourcePlan resource) {
    this.shared = shared;
    this.names = shared.names();
    this.resource = resource;
    this.examples = new ResourceExamples(resource);
    this.query = new ListParameters(shared, resource);
    this.call = new WriteParameters(shared.parameters());
  }

  void write(JsonObjectWriter path) throws IOException {
    DocumentedAccess readers = DocumentedAccess.of(resource, Access.CrudOperation.READ);
    read(readers).grantedTo(readers).queriedInTeam(shared, resource).write(path, "get");
    DocumentedAccess updaters = DocumentedAccess.of(resource, Access.CrudOperation.UPDATE);
    if (updaters.isGranted()) {
      update(updaters, "put", "Update (PUT)")
          .grantedTo(updaters)
          .inTeam(shared, resource)
          .write(path, "put");
      update(updaters, "update", "Update")
          .grantedTo(updaters)
          .inTeam(shared, resource)
          .write(path, "patch");
    }
    DocumentedAccess deleters = DocumentedAccess.of(resource, Access.CrudOperation.DELETE);
    if (deleters.isGranted()) {
      delete(deleters).grantedTo(deleters).inTeam(shared, resource).write(path, "delete");
    }
  }

  private OpenApiOperation read(DocumentedAccess documentedAccess) {
    List<String> parameters = new ArrayList<>();
    parameters.add(query.id());
    parameters.addAll(query.ofSelection());
    parameters.addAll(call.readPreconditions());
    return new OpenApiOperation(
        "get" + names.rowSchemaName(resource),
        names.tag(resource),
        "Read",
        "One row. " + documentedAccess.description(),
        documentedAccess.security(),
        parameters,
        null,
        List.of(
            new SuccessResponse(
                200,
                "The row.",
                List.of(OpenApiHeader.ETAG_OF_ONE),
                new JsonContent(
                    names.schemaName(resource, ResourceSchemaKind.SELECTION_RESPONSE),
                    examples.one())),
            new SuccessResponse(
                304,
                "Not modified: `If-None-Match` names the `ETag` of this response.",
                OpenApiHeader.ETAG)),
        Stream.concat(
                Stream.of(
                    OpenApiErrorResponse.BAD_REQUEST,
                    OpenApiErrorResponse.NOT_FOUND,
                    OpenApiErrorResponse.PRECONDITION_FAILED),
                documentedAccess.failures())
            .toList());
  }

  private OpenApiOperation update(DocumentedAccess documentedAccess, String verb, String summary) {
    return new OpenApiOperation(
        verb + names.rowSchemaName(resource),
        names.tag(resource),
        summary,
        "Changes the fields in the body and leaves the others. PUT and PATCH are equivalent. "
            + documentedAccess.description(),
        documentedAccess.security(),
        Stream.of(
                Stream.of(query.id()), call.writePreconditions().stream(), call.ofWrite().stream())
            .flatMap(s -> s)
            .toList(),
        new JsonContent(
            names.schemaName(resource, ResourceSchemaKind.UPDATE), examples.updateBody()),
        List.of(
            new SuccessResponse(
                200,
                "The updated row.",
                List.of(OpenApiHeader.ETAG, OpenApiHeader.REPLAYED, OpenApiHeader.DRY_RUN),
                new JsonContent(
                    names.schemaName(resource, ResourceSchemaKind.RESPONSE), examples.one())),
            new SuccessResponse(
                204,
                "With `Prefer: return=minimal`.",
                OpenApiHeader.ETAG,
                OpenApiHeader.PREFERENCE_APPLIED,
                OpenApiHeader.REPLAYED,
                OpenApiHeader.DRY_RUN)),
        failures(
            documentedAccess,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE));
  }

  private OpenApiOperation delete(DocumentedAccess documentedAccess) {
    return new OpenApiOperation(
        "delete" + names.rowSchemaName(resource),
        names.tag(resource),
        "Delete",
        "Deletes the row permanently. " + documentedAccess.description(),
        documentedAccess.security(),
        Stream.of(
                Stream.of(query.id()),
                call.writePreconditions().stream(),
                call.ofWriteWithoutChoice().stream())
            .flatMap(s -> s)
            .toList(),
        null,
        List.of(
            new SuccessResponse(
                204, "The row was deleted.", OpenApiHeader.REPLAYED, OpenApiHeader.DRY_RUN)),
        failures(documentedAccess, OpenApiErrorResponse.BAD_REQUEST));
  }

  private static List<OpenApiErrorResponse> failures(
      DocumentedAccess documentedAccess, OpenApiErrorResponse... own) {
    return Stream.of(
            Stream.of(own),
            documentedAccess.failures(),
            Stream.of(
                OpenApiErrorResponse.NOT_FOUND,
                OpenApiErrorResponse.CONFLICT,
                OpenApiErrorResponse.PRECONDITION_FAILED,
                OpenApiErrorResponse.IDEMPOTENCY_MISMATCH))
        .flatMap(s -> s)
        .toList();
  }
}
