package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Teams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The path item of a resource's collection: list, create, and update or delete by query.
final class CollectionPathItem {
  private final DocumentContext shared;
  private final ComponentNames names;
  private final ResourcePlan resource;
  private final ResourceExamples examples;
  private final WriteParameters call;

  CollectionPathItem(DocumentContext shared, ResourcePlan resource) {
    this.shared = shared;
    this.names = shared.names();
    this.resource = resource;
    this.examples = new ResourceExamples(resource);
    this.call = new WriteParameters(shared.parameters());
  }

  void write(JsonObjectWriter path) throws IOException {
    new OpenApiListOperation(shared, resource)
        .ofCollection()
        .inTeam(shared, resource)
        .write(path, "get");
    DocumentedAccess creators = DocumentedAccess.of(resource, Access.CrudOperation.CREATE);
    if (creators.isGranted()) {
      create(creators).grantedTo(creators).inTeam(shared, resource).write(path, "post");
    }
    DocumentedAccess updaters = DocumentedAccess.of(resource, Access.CrudOperation.UPDATE);
    if (updaters.isGranted()) {
      updateMany(updaters).grantedTo(updaters).inTeam(shared, resource).write(path, "patch");
    }
    DocumentedAccess deleters = DocumentedAccess.of(resource, Access.CrudOperation.DELETE);
    if (deleters.isGranted()) {
      deleteMany(deleters).grantedTo(deleters).inTeam(shared, resource).write(path, "delete");
    }
  }

  /// Whether an array creates several rows.
  private boolean createsMany() {
    return shared.plan().createsMany(resource);
  }

  private List<String> created() {
    return resource.name().equals(Teams.TEAM_INVITATIONS) && !createsMany()
        ? List.of(names.schemaName(BuiltInSchema.INVITATION_CREATED_RESPONSE))
        : createsMany()
            ? List.of(
                names.schemaName(resource, ResourceSchemaKind.RESPONSE),
                names.schemaName(resource, ResourceSchemaKind.ROWS_RESPONSE))
            : List.of(names.schemaName(resource, ResourceSchemaKind.RESPONSE));
  }

  private OpenApiOperation create(DocumentedAccess documentedAccess) {
    List<String> answers = created();
    List<JsonContent.NamedExample> shown =
        !createsMany()
            ? List.of()
            : Stream.concat(examples.one().stream(), examples.several().stream()).toList();
    return new OpenApiOperation(
        "create" + names.rowSchemaName(resource),
        names.tag(resource),
        createsMany() ? "Create one or several" : "Create",
        (resource.isOfTeam()
                ? "Creates a row of the team. "
                : resource.table().owner().isPresent()
                    ? "Creates a row that the caller owns. "
                    : "Creates a row that belongs to nobody. ")
            + (createsMany() ? "An array creates all of its rows, or none. " : "")
            + documentedAccess.description(),
        documentedAccess.security(),
        List.of(call.dryRun(), call.idempotencyKey(), call.prefer()),
        new JsonContent(
            createsMany()
                ? List.of(
                    names.schemaName(resource, ResourceSchemaKind.CREATE),
                    names.schemaName(resource, ResourceSchemaKind.CREATE_MANY))
                : List.of(names.schemaName(resource, ResourceSchemaKind.CREATE)),
            createsMany() ? examples.createBody() : List.of()),
        List.of(
            new SuccessResponse(
                201,
                "The new row, or the new rows in the order of the array.",
                List.of(
                    OpenApiHeader.ETAG_OF_ONE,
                    OpenApiHeader.LOCATION_OF_ONE,
                    OpenApiHeader.PREFERENCE_APPLIED,
                    OpenApiHeader.REPLAYED),
                new JsonContent(answers, shown)),
            new SuccessResponse(
                200,
                "With `dry_run`: the row or rows that would be created.",
                List.of(OpenApiHeader.ETAG_OF_ONE, OpenApiHeader.DRY_RUN),
                new JsonContent(answers, List.of())),
            new SuccessResponse(
                204,
                "With `dry_run` and `Prefer: return=minimal`: the request would succeed.",
                OpenApiHeader.ETAG_OF_ONE,
                OpenApiHeader.DRY_RUN,
                OpenApiHeader.PREFERENCE_APPLIED)),
        failures(
            documentedAccess,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE));
  }

  private OpenApiOperation updateMany(DocumentedAccess documentedAccess) {
    return new OpenApiOperation(
        "bulkUpdate" + ComponentNames.pascal(resource.name()),
        names.tag(resource),
        "Update many",
        "With an object: applies the same change to every row that the query selects; the query"
            + " needs a condition and `max_affected`. With an array: changes each row named by"
            + " its `id`; the query then has no condition. Changes all rows, or none. "
            + documentedAccess.description(),
        documentedAccess.security(),
        selected(),
        new JsonContent(
            List.of(
                names.schemaName(resource, ResourceSchemaKind.UPDATE),
                names.schemaName(resource, ResourceSchemaKind.UPDATE_MANY)),
            examples.updateManyBody()),
        changed(
            new JsonContent(
                List.of(
                    names.schemaName(BuiltInSchema.AFFECTED_RESPONSE),
                    names.schemaName(resource, ResourceSchemaKind.ROWS_RESPONSE)),
                Stream.concat(Stream.of(ResourceExamples.affected()), examples.several().stream())
                    .toList()),
            "The number of changed rows; for an array, the updated rows in its order."),
        failures(
            documentedAccess,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.NOT_FOUND,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE));
  }

  private OpenApiOperation deleteMany(DocumentedAccess documentedAccess) {
    return new OpenApiOperation(
        "bulkDelete" + ComponentNames.pascal(resource.name()),
        names.tag(resource),
        "Delete many",
        "Permanently deletes every row that the query selects: all of them, or none. The query"
            + " needs a condition and `max_affected`. "
            + documentedAccess.description(),
        documentedAccess.security(),
        selected(),
        null,
        changed(
            new JsonContent(
                List.of(names.schemaName(BuiltInSchema.AFFECTED_RESPONSE)),
                List.of(ResourceExamples.affected())),
            "The number of deleted rows."),
        failures(documentedAccess, OpenApiErrorResponse.BAD_REQUEST));
  }

  private List<String> selected() {
    List<String> keys = new ArrayList<>();
    keys.add(call.maxAffected());
    keys.add(call.dryRun());
    keys.add(call.idempotencyKey());
    keys.add(call.prefer());
    keys.addAll(FilterParameters.of(resource, shared.parameters()));
    return keys;
  }

  private static List<SuccessResponse> changed(JsonContent content, String description) {
    return List.of(
        new SuccessResponse(
            200, description, List.of(OpenApiHeader.REPLAYED, OpenApiHeader.DRY_RUN), content),
        new SuccessResponse(
            204,
            "With `Prefer: return=minimal`.",
            OpenApiHeader.PREFERENCE_APPLIED,
            OpenApiHeader.REPLAYED,
            OpenApiHeader.DRY_RUN));
  }

  private static List<OpenApiErrorResponse> failures(
      DocumentedAccess documentedAccess, OpenApiErrorResponse... own) {
    return Stream.of(
            Stream.of(own),
            documentedAccess.failures(),
            Stream.of(OpenApiErrorResponse.CONFLICT, OpenApiErrorResponse.IDEMPOTENCY_MISMATCH))
        .flatMap(s -> s)
        .toList();
  }
}
